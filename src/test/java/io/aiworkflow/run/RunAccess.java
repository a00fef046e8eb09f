package io.aiworkflow.run;

import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gives tests of other packages the adapters to PostgreSQL as they are, without an application around them. */
public final class RunAccess {
    private final JdbcClient database;
    private final QueueProperties properties =
            new QueueProperties(50_000, 20_000, 0, Duration.ofSeconds(30), Duration.ZERO, 64);

    public RunAccess(DataSource dataSource) {
        this.database = JdbcClient.create(dataSource);
    }

    public RunStore store() {
        return new JdbcRunStore(database, properties);
    }

    public RunQueue queue() {
        return new JdbcRunQueue(database, properties, new JdbcRunWaits(database));
    }

    public PlannedRuns planned() {
        return new PlannedRuns(
                new JdbcPlannedRuns(database, properties), new QueueLimits(store(), properties), new RunSignals());
    }

    public WorkerStore workers() {
        return new JdbcWorkerStore(database);
    }
}
