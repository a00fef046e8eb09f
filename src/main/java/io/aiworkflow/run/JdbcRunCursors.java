package io.aiworkflow.run;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Cursors from the tables of the runs, their journals and their progress: one statement, so one moment. */
@Repository
class JdbcRunCursors implements RunCursors {
    private final JdbcClient database;

    JdbcRunCursors(JdbcClient database) {
        this.database = database;
    }

    @Override
    public Map<UUID, RunCursor> of(Collection<UUID> runs) {
        Map<UUID, RunCursor> cursors = new HashMap<>();
        database.sql("""
                        select r.id, r.revision,
                               (select coalesce(max(s.seq), 0) from run_step s where s.run_id = r.id) as step,
                               (select coalesce(max(p.seq), 0) from run_progress p where p.run_id = r.id) as progress
                          from run r
                         where r.id = any(:runs)
                        union all
                        select h.id, h.revision,
                               (select coalesce(max(s.seq), 0) from run_step_history s where s.run_id = h.id),
                               0
                          from run_history h
                         where h.id = any(:runs)""").param("runs", runs.toArray(UUID[]::new)).query(row -> {
            cursors.put(
                    row.getObject("id", UUID.class),
                    new RunCursor(row.getLong("revision"), row.getLong("step"), row.getLong("progress")));
        });
        return cursors;
    }
}
