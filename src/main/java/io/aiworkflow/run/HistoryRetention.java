package io.aiworkflow.run;

import io.aiworkflow.platform.Batches;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Drops what is too old of finished runs, with the versions that nobody needs any more. */
@Component
public class HistoryRetention {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryRetention.class);

    private static final int MOST_BATCHES = 200;

    private final JdbcRunHistory history;
    private final JdbcWorkflowVersions versions;
    private final HistoryProperties properties;
    private final Clock clock = Clock.systemUTC();

    HistoryRetention(JdbcRunHistory history, JdbcWorkflowVersions versions, HistoryProperties properties) {
        this.history = history;
        this.versions = versions;
        this.properties = properties;
    }

    /** @return the weeks that were dropped, by the names of their partitions */
    public List<String> dropOldWeeks() {
        Instant now = clock.instant();
        // Without the weeks to come, runs would go where they cannot be dropped as a whole.
        history.createPartitions(now);
        List<String> dropped = history.dropOld(now, properties.retention());
        if (!dropped.isEmpty()) {
            LOG.info(
                    "Dropped the history in {}: all of its runs ended more than {} ago",
                    dropped,
                    properties.retention());
        }
        return dropped;
    }

    /**
     * Removes old runs that belong to no week, in bounded batches.
     *
     * @return how many went; the next time goes on with what is left
     */
    public long forgetRest() {
        return Batches.repeat(JdbcRunHistory.BATCH, MOST_BATCHES, () -> history.forgetRest(properties.retention()));
    }

    /** @return how many went */
    public int deleteUnusedVersions() {
        return versions.deleteUnused(properties.retention());
    }
}
