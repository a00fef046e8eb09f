package io.aiworkflow.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The pool, which gives each connection the patience of the thread that takes it. */
class PatientDataSource extends HikariDataSource {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    PatientDataSource(HikariConfig config) {
        super(config);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Duration limit = DatabasePatience.current();
        if (limit == null) {
            return super.getConnection();
        }
        long start = System.nanoTime();
        Connection connection = super.getConnection();
        Duration left = limit.minusNanos(System.nanoTime() - start);
        // A plain socket time-out: the pool takes it back when the connection is returned.
        connection.setNetworkTimeout(Runnable::run, (int) (left.compareTo(SHORTEST) > 0 ? left : SHORTEST).toMillis());
        return connection;
    }
}
