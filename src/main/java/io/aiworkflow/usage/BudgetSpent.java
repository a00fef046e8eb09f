package io.aiworkflow.usage;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.time.Duration;
import java.util.Optional;

/** No model is asked, because a budget of tokens is spent. A run fails with it, and does not wait for the next day. */
public final class BudgetSpent extends PermanentException {
    private static final long serialVersionUID = 1L;

    private final transient Duration retryAfter;

    /** @param retryAfter the time until the budget begins anew; null when it never does */
    BudgetSpent(String message, Duration retryAfter) {
        super(ErrorCode.BUDGET_SPENT, message);
        this.retryAfter = retryAfter;
    }

    @Override
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
