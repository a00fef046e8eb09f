package io.aiworkflow.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.model.CallKind;
import io.aiworkflow.model.CallOrigin;
import io.aiworkflow.model.ModelCall;
import io.aiworkflow.model.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.UncategorizedSQLException;

class UsageLedgerTest {
    private static final BudgetProperties BUDGETS = new BudgetProperties(100, Map.of(), 0, Map.of(), 0, Map.of());
    private static final ModelCall CALL = new ModelCall(
            CallOrigin.interactive("ann"),
            CallKind.CHAT,
            "llama3.2",
            "http://one",
            new Usage(10, 3, Duration.ZERO, Duration.ZERO, Duration.ZERO, false));

    private final Calls calls = new Calls();
    private final List<Boolean> interrupted = new ArrayList<>();
    private final UsageLedger ledger = new UsageLedger(
            calls,
            new Budgets(BUDGETS, new NothingUsed(), Clock.systemUTC()),
            new UsageMeters(new SimpleMeterRegistry()));

    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void aDatabaseThatIsAwayForAMomentLosesNoTokensAndCountsNoneTwice() {
        calls.failures = 2;

        ledger.made(CALL);

        assertThat(calls.tried).hasSize(3);
        assertThat(calls.tried).containsOnly(calls.tried.get(0));
    }

    @Test
    void aStopDoesNotReachTheDatabase() {
        Thread.currentThread().interrupt();

        ledger.admit(CallOrigin.interactive("ann"));
        ledger.made(CALL);

        assertThat(interrupted).containsExactly(false, false);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void aStopWhileTheyAreWrittenLosesNoTokensAndCountsNoneTwice() {
        calls.stops = 1;

        ledger.made(CALL);

        assertThat(calls.tried).hasSize(2);
        assertThat(calls.tried).containsOnly(calls.tried.get(0));
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    private final class Calls extends JdbcModelCalls {
        private final List<UUID> tried = new ArrayList<>();
        private int failures;
        private int stops;

        private Calls() {
            super(null);
        }

        @Override
        void add(UUID id, ModelCall call) {
            interrupted.add(Thread.currentThread().isInterrupted());
            tried.add(id);
            if (tried.size() <= stops) {
                Thread.currentThread().interrupt();
                throw new UncategorizedSQLException("told to stop", null, new SQLException("closed by an interrupt"));
            }
            if (tried.size() <= failures) {
                throw new DataAccessResourceFailureException("told to fail", new SQLException("told to fail", "57P03"));
            }
        }
    }

    private final class NothingUsed implements Budgets.TokensUsed {
        @Override
        public long byUserToday(String user) {
            interrupted.add(Thread.currentThread().isInterrupted());
            return 0;
        }

        @Override
        public long byWorkflowToday(String workflow) {
            return 0;
        }

        @Override
        public long byRun(UUID run) {
            return 0;
        }
    }
}
