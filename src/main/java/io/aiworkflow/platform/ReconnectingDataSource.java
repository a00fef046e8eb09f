package io.aiworkflow.platform;

import io.aiworkflow.failure.DatabaseTrouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Opens connections for the pool and goes on trying while the server is away, because the pool itself pauses longer and
 * longer between two tries. The first connection is left to the pool, which knows how long a start may wait.
 */
final class ReconnectingDataSource extends DelegatingDataSource {
    private static final Logger LOG = LoggerFactory.getLogger(ReconnectingDataSource.class);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String display;
    /** When the server went away, by {@link System#nanoTime}; null while it is there. */
    private final AtomicReference<Long> awaySince = new AtomicReference<>();

    private volatile boolean reached;

    ReconnectingDataSource(DataSource driver, String display) {
        super(driver);
        this.display = display;
    }

    @Override
    public Connection getConnection() throws SQLException {
        long start = System.nanoTime();
        while (true) {
            try {
                Connection connection = super.getConnection();
                back();
                return connection;
            } catch (SQLException e) {
                if (!reached || !DatabaseTrouble.isPassing(e) || System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw e;
                }
                away(e);
                pause(e);
            }
        }
    }

    private void away(SQLException failure) {
        if (awaySince.compareAndSet(null, System.nanoTime())) {
            LOG.warn("The database {} cannot be reached; trying again until it can: {}", display, failure.getMessage());
        }
    }

    private void back() {
        reached = true;
        Long since = awaySince.getAndSet(null);
        if (since != null) {
            LOG.info("The database {} is back after {} ms", display, (System.nanoTime() - since) / 1_000_000);
        }
    }

    private static void pause(SQLException failure) throws SQLException {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
