package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class DatabaseOutageTest {
    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void repeatsTheWriteUntilTheDatabaseTakesIt() {
        DatabaseOutage.outlast(() -> failUntil(3, "57P03"));

        assertThat(tries).hasValue(3);
    }

    @Test
    void aWrongStatementIsNotRepeated() {
        assertThatThrownBy(() -> DatabaseOutage.outlast(() -> failUntil(3, "42601")))
                .isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    void anInterruptEndsItAndIsLeftSet() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> DatabaseOutage.outlast(() -> failUntil(3, "08006")))
                .isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(tries).hasValue(1);
    }

    @Test
    void whoeverWaitsIsToldSoon() {
        assertThatThrownBy(() -> DatabaseOutage.outlast(() -> failUntil(1000, "57P03"), Duration.ofMillis(1)))
                .isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(tries.get()).isLessThan(10);
    }

    private void failUntil(int last, String state) {
        if (tries.incrementAndGet() < last) {
            throw new DataAccessResourceFailureException("told to fail", new SQLException("told to fail", state));
        }
    }
}
