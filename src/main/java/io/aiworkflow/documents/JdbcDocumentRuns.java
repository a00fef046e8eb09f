package io.aiworkflow.documents;

import io.aiworkflow.run.RunState;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How the runs of many documents stand, by one statement. */
@Repository
class JdbcDocumentRuns {
    private final JdbcClient database;

    JdbcDocumentRuns(JdbcClient database) {
        this.database = database;
    }

    /** Runs that do not exist any more are left out. */
    Map<UUID, Standing> of(Collection<UUID> runs) {
        Map<UUID, Standing> standings = new HashMap<>();
        if (runs.isEmpty()) {
            return standings;
        }
        database.sql("""
                        select id, state, error_code, error_message from run where id = any(:runs)
                        union all
                        select id, state, error_code, error_message from run_history where id = any(:runs)""").param("runs", runs.toArray(UUID[]::new)).query(row -> {
            standings.put(
                    row.getObject("id", UUID.class),
                    new Standing(
                            RunState.ofWireName(row.getString("state")),
                            row.getString("error_code"),
                            row.getString("error_message")));
        });
        return standings;
    }

    /**
     * How a run stands.
     *
     * @param code of what went wrong last, or null
     */
    record Standing(RunState state, String code, String message) {}
}
