package io.aiworkflow.usage;

import io.aiworkflow.model.CallOrigin;
import io.aiworkflow.platform.Submitter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Refuses calls to models when a budget is spent. A call that has begun may end, so that a budget is exceeded by what the
 * calls that run at once use. Without budgets nothing is read.
 */
final class Budgets {
    private final BudgetProperties properties;
    private final TokensUsed used;
    private final Clock clock;

    Budgets(BudgetProperties properties, TokensUsed used, Clock clock) {
        this.properties = properties;
        this.used = used;
        this.clock = clock;
    }

    /** What was used so far. */
    interface TokensUsed {
        long byUserToday(String user);

        long byWorkflowToday(String workflow);

        long byRun(UUID run);
    }

    /** @throws BudgetSpent when nothing is left of one of the budgets that such a call is paid from */
    void require(CallOrigin origin) {
        requireOfUser(origin.user());
        if (!origin.workflow().isEmpty()) {
            requireOfWorkflow(origin.workflow());
            origin.run().ifPresent(run -> requireOfRun(run, origin.workflow()));
        }
    }

    /** What the engine does of itself is nobody's. */
    private void requireOfUser(String user) {
        long budget = properties.ofUser(user);
        if (budget > 0 && !user.equals(Submitter.ENGINE.name())) {
            requireOfDay(used.byUserToday(user), budget, "user '%s'".formatted(user), "user-tokens-per-day");
        }
    }

    private void requireOfWorkflow(String workflow) {
        long budget = properties.ofWorkflow(workflow);
        if (budget > 0) {
            requireOfDay(
                    used.byWorkflowToday(workflow),
                    budget,
                    "workflow '%s'".formatted(workflow),
                    "workflow-tokens-per-day");
        }
    }

    private void requireOfDay(long spent, long budget, String whose, String setting) {
        if (spent >= budget) {
            Instant now = clock.instant();
            Instant next = now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
            throw new BudgetSpent(
                    "%s has used %d tokens today, and the budget is %d; it begins anew at %s, and operators can raise engine.usage.budget.%s"
                            .formatted(whose, spent, budget, next, setting),
                    Duration.between(now, next));
        }
    }

    private void requireOfRun(UUID run, String workflow) {
        long budget = properties.ofRun(workflow);
        if (budget == 0) {
            return;
        }
        long spent = used.byRun(run);
        if (spent >= budget) {
            throw new BudgetSpent(
                    "run %s has used %d tokens, and its budget is %d; let it ask for less, or have operators raise engine.usage.budget.run-tokens"
                            .formatted(run, spent, budget),
                    null);
        }
    }
}
