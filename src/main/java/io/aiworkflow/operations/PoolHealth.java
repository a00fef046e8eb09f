package io.aiworkflow.operations;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.aiworkflow.platform.HealthCheck;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.stereotype.Component;

/** Whether a connection of the pool can be had at once and answers. When none is free, the engine is busy and not ill. */
@Component
class PoolHealth implements HealthCheck {
    private static final int SECONDS = 1;

    private final HikariDataSource pool;

    PoolHealth(HikariDataSource pool) {
        this.pool = pool;
    }

    @Override
    public String part() {
        return "pool";
    }

    @Override
    public boolean needed() {
        return false;
    }

    @Override
    public Finding check() throws SQLException {
        HikariPoolMXBean state = pool.getHikariPoolMXBean();
        int waiting = state.getThreadsAwaitingConnection();
        if (waiting > 0 && state.getIdleConnections() == 0) {
            return Finding.failing("All %d connections to the database are in use, and %d threads wait for one."
                    .formatted(state.getTotalConnections(), waiting));
        }
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(SECONDS)
                    ? Finding.working("%d of %d connections are in use."
                            .formatted(state.getActiveConnections() - 1, pool.getMaximumPoolSize()))
                    : Finding.failing("A connection of the pool does not answer.");
        }
    }
}
