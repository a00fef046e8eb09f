package io.aiworkflow.run;

import io.aiworkflow.platform.GroupCommit;
import io.aiworkflow.platform.StrictJson;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Puts new runs into the queue, those that are submitted at the same moment together. It knows no idempotency keys. Its
 * parameters have places instead of names, which costs less.
 */
final class JdbcSubmissions {
    private static final int MOST = 32;

    private final JdbcClient database;
    private final Duration ageing;
    private final GroupCommit<NewRun, Boolean> group = new GroupCommit<>(MOST, this::insert);

    JdbcSubmissions(JdbcClient database, Duration ageing) {
        this.database = database;
        this.ageing = ageing;
    }

    void submit(NewRun run) {
        group.write(run);
    }

    /** The place in the queue, as seconds before the time of submission. */
    static double head(NewRun run, Duration ageing) {
        return (run.priority() - NewRun.NORMAL_PRIORITY) * (ageing.toMillis() / 1e3);
    }

    List<Boolean> insert(List<NewRun> runs) {
        database.sql("""
                        insert into run (id, workflow, workflow_version, state, format, input, submitter, submitter_role,
                                         request_hash, parent_id, depth, max_attempts, priority, trace,
                                         order_at)
                        select n.id, n.workflow, n.version, 'queued', ?, n.input::json, n.submitter, n.role,
                               n.hash, n.parent, n.depth, n.attempts, n.priority, n.trace, now() - make_interval(secs => n.head)
                          from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[],
                                      ?::integer[], ?::integer[], ?::integer[], ?::text[], ?::float8[])
                               as n (id, workflow, version, input, submitter, role, hash, parent, depth, attempts,
                                     priority, trace, head)""")
                .params(
                        RunFormat.CURRENT,
                        all(runs, NewRun::id, UUID[]::new),
                        all(runs, run -> run.workflow().name(), String[]::new),
                        all(runs, run -> run.workflow().version(), String[]::new),
                        all(runs, run -> StrictJson.write(run.input()), String[]::new),
                        all(runs, run -> run.submitter().name(), String[]::new),
                        all(runs, run -> run.submitter().role().wireName(), String[]::new),
                        all(runs, NewRun::requestHash, String[]::new),
                        all(runs, run -> run.parent().orElse(null), UUID[]::new),
                        all(runs, NewRun::depth, Integer[]::new),
                        all(runs, run -> run.workflow().attempts(), Integer[]::new),
                        all(runs, NewRun::priority, Integer[]::new),
                        all(runs, run -> run.trace().orElse(null), String[]::new),
                        all(runs, run -> head(run, ageing), Double[]::new))
                .update();
        return runs.stream().map(run -> true).toList();
    }

    private static <V> V[] all(List<NewRun> runs, Function<NewRun, V> value, IntFunction<V[]> array) {
        return runs.stream().map(value).toArray(array);
    }
}
