package io.aiworkflow.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
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
        Connection connection = getConnection(atLeastShortest(limit));
        Duration left = limit.minusNanos(System.nanoTime() - start);
        // A plain socket time-out: the pool takes it back when the connection is returned.
        connection.setNetworkTimeout(Runnable::run, (int) atLeastShortest(left).toMillis());
        return connection;
    }

    private Connection getConnection(Duration patience) throws SQLException {
        boolean lessThanUsual = patience.toMillis() < getConnectionTimeout();
        return lessThanUsual && getHikariPoolMXBean() instanceof HikariPool pool
                ? pool.getConnection(patience.toMillis())
                : super.getConnection();
    }

    private static Duration atLeastShortest(Duration limit) {
        return limit.compareTo(SHORTEST) > 0 ? limit : SHORTEST;
    }
}
