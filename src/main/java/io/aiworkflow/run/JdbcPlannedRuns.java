package io.aiworkflow.run;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Queues runs within the transaction of the caller. */
@Repository
class JdbcPlannedRuns {
    /** A statement holds all inputs of its runs. */
    private static final int SLICE = 250;

    private final JdbcSubmissions submissions;

    JdbcPlannedRuns(JdbcClient database, QueueProperties properties) {
        this.submissions = new JdbcSubmissions(database, properties.ageing());
    }

    void insert(List<NewRun> runs) {
        for (int from = 0; from < runs.size(); from += SLICE) {
            submissions.insert(runs.subList(from, Math.min(from + SLICE, runs.size())));
        }
    }
}
