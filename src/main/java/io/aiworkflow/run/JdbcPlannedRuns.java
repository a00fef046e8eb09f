package io.aiworkflow.run;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Queues runs within the transaction of the caller. */
@Repository
class JdbcPlannedRuns {
    private final JdbcSubmissions submissions;

    JdbcPlannedRuns(JdbcClient database, QueueProperties properties) {
        this.submissions = new JdbcSubmissions(database, properties.ageing());
    }

    void insert(List<NewRun> runs) {
        submissions.insert(runs);
    }
}
