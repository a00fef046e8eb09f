package io.aiworkflow.run;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Looks at the queue as a whole, each state by an index of its own. */
@Repository
class JdbcQueueFacts {
    private final JdbcClient database;

    JdbcQueueFacts(JdbcClient database) {
        this.database = database;
    }

    QueueFacts read() {
        return database.sql("""
                        select q.runs as queued, q.oldest,
                               (select count(*) from run where state = 'running') as running,
                               (select count(*) from run where state = 'waiting') as waiting,
                               (select count(*) from run where state = 'failed') as dead_letters,
                               w.alive, w.draining, w.dead
                          from (select count(*) as runs,
                                       coalesce(greatest(0, extract(epoch from now() - min(due_at) filter (where isfinite(due_at)))), 0)
                                           as oldest
                                  from run
                                 where state = 'queued') q
                         cross join (
                               select count(*) filter (where lease_until > now() and not draining) as alive,
                                      count(*) filter (where lease_until > now() and draining) as draining,
                                      count(*) filter (where lease_until <= now()) as dead
                                 from worker) w""")
                .query((row, n) -> new QueueFacts(
                        row.getLong("queued"),
                        row.getLong("running"),
                        row.getLong("waiting"),
                        row.getLong("dead_letters"),
                        Duration.ofMillis((long) (row.getDouble("oldest") * 1000)),
                        row.getInt("alive"),
                        row.getInt("draining"),
                        row.getInt("dead")))
                .single();
    }
}
