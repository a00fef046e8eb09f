package io.aiworkflow.run;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Waits in PostgreSQL. A wait is resolved by a decision, by its time, or by the end of its sub-run. */
@Repository
class JdbcRunWaits implements RunWaits {
    private static final String WAKE = """
            update run r
               set state = 'queued', waits_for = null, due_at = now(), revision = r.revision + 1
              from run_wait w
             where w.run_id = r.id and w.awaited and r.state = 'waiting'
               and r.waits_for in ('delay', 'approval', 'callback', 'sub-run')
            """;
    private static final String RESOLVED = """
            and (w.resolved_at is not null or w.wake_at <= now()
                 or (w.child_id is not null
                     and not exists (select 1
                                       from run c
                                      where c.id = w.child_id
                                        and c.state not in ('succeeded', 'failed', 'cancelled'))))
            """;

    private final JdbcClient database;

    JdbcRunWaits(JdbcClient database) {
        this.database = database;
    }

    @Override
    public boolean wakeResolved(UUID run) {
        return database.sql(WAKE + " and r.id = :run " + RESOLVED)
                        .param("run", run)
                        .update()
                > 0;
    }

    @Override
    public int wakeParents(UUID child) {
        return database.sql(WAKE + " and w.child_id = :child " + RESOLVED)
                .param("child", child)
                .update();
    }

    @Override
    public List<UUID> tellParents(UUID child, RunError why) {
        return database.sql("""
                        update run r
                           set error_code = :code, error_message = :message, error_step = null,
                               revision = r.revision + 1
                          from run_wait w
                         where w.child_id = :child and w.awaited and w.run_id = r.id
                           and r.state = 'waiting' and r.waits_for = 'sub-run'
                        returning r.id""")
                .param("child", child)
                .param("code", why.code())
                .param("message", why.message())
                .query(UUID.class)
                .list();
    }

    @Override
    public int wakeAllResolved() {
        return database.sql(WAKE + " and (w.resolved_at is not null or w.child_id is not null) " + RESOLVED)
                .update();
    }
}
