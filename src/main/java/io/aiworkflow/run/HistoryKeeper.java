package io.aiworkflow.run;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.platform.BackgroundTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Keeps the hot tables small: moves finished runs to the history in bounded batches, and once an hour makes the
 * partitions that come next. Several workers may do so at once. Dropping old ones is a maintenance job.
 */
@Component
@Profile("worker")
class HistoryKeeper extends BackgroundTask {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);
    private static final Duration PARTITIONS_EVERY = Duration.ofHours(1);

    private final JdbcRunHistory history;
    private final HistoryProperties properties;
    private final Clock clock = Clock.systemUTC();
    private Instant nextPartitions = Instant.MIN;

    HistoryKeeper(JdbcRunHistory history, HistoryProperties properties) {
        super("history-keeper", properties.moveEvery());
        this.history = history;
        this.properties = properties;
    }

    @Override
    protected void work() {
        attempt("Partitions of the history could not be made", () -> {
            if (!clock.instant().isBefore(nextPartitions)) {
                keepPartitions();
            }
        });
        attempt("Finished runs could not be moved to the history", () -> {
            int moved;
            do {
                moved = history.move(properties);
            } while (moved == properties.batch() && isRunning());
        });
    }

    /** A chore that fails keeps no other one from being done. */
    private void attempt(String complaint, Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException e) {
            LOG.warn("{}; the next try is in {}: {}", complaint, properties.moveEvery(), DatabaseTrouble.reason(e));
        }
    }

    private void keepPartitions() {
        history.createPartitions(clock.instant());
        nextPartitions = clock.instant().plus(PARTITIONS_EVERY);
    }
}
