package io.aiworkflow.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.failure.Problem;
import io.aiworkflow.model.CallOrigin;
import io.aiworkflow.model.Priority;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BudgetsTest {
    private static final UUID RUN = UUID.fromString("0199a000-0000-7000-8000-000000000001");
    private static final BudgetProperties NONE = new BudgetProperties(0, Map.of(), 0, Map.of(), 0, Map.of());

    private final Used used = new Used();

    @Test
    void withoutBudgetsNothingIsRead() {
        used.user = used.workflow = used.run = Long.MAX_VALUE;

        assertThatCode(() -> budgets(NONE).require(inRun("ann", "report"))).doesNotThrowAnyException();
        assertThat(used.reads).isZero();
    }

    @Test
    void aUserIsStoppedAtHisBudgetAndToldWhenItBeginsAnew() {
        Budgets budgets = budgets(new BudgetProperties(1000, Map.of("bob", 5000L), 0, Map.of(), 0, Map.of()));
        used.user = 999;
        budgets.require(CallOrigin.interactive("ann"));

        used.user = 1000;
        assertThatThrownBy(() -> budgets.require(CallOrigin.interactive("ann")))
                .isInstanceOfSatisfying(BudgetSpent.class, e -> {
                    Problem problem = Problem.of(e, "/api/v1/ask");
                    assertThat(problem.status()).isEqualTo(429);
                    assertThat(problem.code()).isEqualTo("BUDGET_SPENT");
                    assertThat(problem.retryAfter()).contains("3600");
                })
                .hasMessageContaining("'ann' has used 1000 tokens today, and the budget is 1000")
                .hasMessageContaining("2026-02-01T00:00:00Z")
                .hasMessageContaining("engine.usage.budget.user-tokens-per-day");
        assertThatCode(() -> budgets.require(CallOrigin.interactive("bob"))).doesNotThrowAnyException();
    }

    @Test
    void theEngineItselfHasNoBudgetButItsWorkflowsHave() {
        Budgets budgets = budgets(new BudgetProperties(1, Map.of(), 10, Map.of("free", 0L), 0, Map.of()));
        used.user = 5;
        budgets.require(CallOrigin.ENGINE);

        used.workflow = 10;
        assertThatThrownBy(() -> budgets.require(inRun("engine", "report")))
                .hasMessageContaining("workflow 'report' has used 10 tokens today, and the budget is 10");
        assertThatCode(() -> budgets.require(inRun("engine", "free"))).doesNotThrowAnyException();
    }

    @Test
    void aRunIsStoppedForGood() {
        Budgets budgets = budgets(new BudgetProperties(0, Map.of(), 0, Map.of(), 100, Map.of("long", 500L)));
        used.run = 120;

        assertThatThrownBy(() -> budgets.require(inRun("ann", "report")))
                .isInstanceOfSatisfying(
                        BudgetSpent.class, e -> assertThat(e.retryAfter()).isEmpty())
                .hasMessageContaining("run " + RUN + " has used 120 tokens, and its budget is 100");
        assertThatCode(() -> budgets.require(inRun("ann", "long"))).doesNotThrowAnyException();
    }

    private Budgets budgets(BudgetProperties properties) {
        return new Budgets(properties, used, Clock.fixed(Instant.parse("2026-01-31T23:00:00Z"), ZoneOffset.UTC));
    }

    private static CallOrigin inRun(String user, String workflow) {
        return new CallOrigin(user, Priority.BACKGROUND, Optional.of(RUN), workflow, "ask", "");
    }

    private static final class Used implements Budgets.TokensUsed {
        private long user;
        private long workflow;
        private long run;
        private int reads;

        @Override
        public long byUserToday(String name) {
            reads++;
            return user;
        }

        @Override
        public long byWorkflowToday(String name) {
            reads++;
            return workflow;
        }

        @Override
        public long byRun(UUID id) {
            reads++;
            return run;
        }
    }
}
