package io.aiworkflow.usage;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.model.CallKind;
import io.aiworkflow.model.CallOrigin;
import io.aiworkflow.model.ModelCall;
import io.aiworkflow.model.ModelLedger;
import io.aiworkflow.platform.DatabaseOutage;
import io.aiworkflow.platform.Uninterrupted;
import io.aiworkflow.platform.UuidV7;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each call down before its answer is handed on, counts it, and holds budgets against it. */
final class UsageLedger implements ModelLedger {
    private static final Logger LOG = LoggerFactory.getLogger(UsageLedger.class);

    /** Somebody waits for the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JdbcModelCalls calls;
    private final Budgets budgets;
    private final UsageMeters meters;

    UsageLedger(JdbcModelCalls calls, Budgets budgets, UsageMeters meters) {
        this.calls = calls;
        this.budgets = budgets;
        this.meters = meters;
    }

    @Override
    public void admit(CallOrigin origin) {
        Uninterrupted.run(() -> budgets.require(origin));
    }

    @Override
    public void made(ModelCall call) {
        meters.made(call);
        UUID id = UuidV7.next();
        try {
            Uninterrupted.run(() -> DatabaseOutage.outlast(() -> calls.add(id, call), PATIENCE));
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted() && isAddedAfterAll(id, call)) {
                return;
            }
            LOG.warn(
                    "{} tokens that {} has used could not be written down: {}",
                    call.usage().promptTokens() + call.usage().answerTokens(),
                    call.origin().user(),
                    DatabaseTrouble.reason(e));
        }
    }

    /** A stop that came while it was written has closed the connection on a virtual thread. What has an id is added once. */
    private boolean isAddedAfterAll(UUID id, ModelCall call) {
        try {
            Uninterrupted.run(() -> calls.add(id, call));
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void begun(String model, Duration took) {
        meters.begun(model, took);
    }

    @Override
    public void failed(CallKind kind, String model, RuntimeException failure) {
        meters.failed(kind, failure);
    }
}
