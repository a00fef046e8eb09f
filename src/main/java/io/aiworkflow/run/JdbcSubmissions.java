package io.aiworkflow.run;

import io.aiworkflow.platform.GroupCommit;
import io.aiworkflow.platform.StrictJson;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts new runs into the queue, those that are submitted at the same moment together. It knows no idempotency keys. */
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
                        select n.id, n.workflow, n.version, 'queued', :format, n.input::json, n.submitter, n.role,
                               n.hash, n.parent, n.depth, n.attempts, n.priority, n.trace, now() - make_interval(secs => n.head)
                          from unnest(:ids::uuid[], :workflows::text[], :versions::text[], :inputs::text[],
                                      :submitters::text[], :roles::text[], :hashes::text[], :parents::uuid[], :depths::integer[],
                                      :attempts::integer[], :priorities::integer[], :traces::text[],
                                      :heads::float8[])
                               as n (id, workflow, version, input, submitter, role, hash, parent, depth, attempts,
                                     priority, trace, head)""")
                .param("format", RunFormat.CURRENT)
                .param("ids", all(runs, NewRun::id, UUID[]::new))
                .param("workflows", all(runs, run -> run.workflow().name(), String[]::new))
                .param("versions", all(runs, run -> run.workflow().version(), String[]::new))
                .param("inputs", all(runs, run -> StrictJson.write(run.input()), String[]::new))
                .param("submitters", all(runs, run -> run.submitter().name(), String[]::new))
                .param("roles", all(runs, run -> run.submitter().role().wireName(), String[]::new))
                .param("hashes", all(runs, NewRun::requestHash, String[]::new))
                .param("parents", all(runs, run -> run.parent().orElse(null), UUID[]::new))
                .param("depths", all(runs, NewRun::depth, Integer[]::new))
                .param("attempts", all(runs, run -> run.workflow().attempts(), Integer[]::new))
                .param("priorities", all(runs, NewRun::priority, Integer[]::new))
                .param("traces", all(runs, run -> run.trace().orElse(null), String[]::new))
                .param("heads", all(runs, run -> head(run, ageing), Double[]::new))
                .update();
        return runs.stream().map(run -> true).toList();
    }

    private static <V> V[] all(List<NewRun> runs, Function<NewRun, V> value, IntFunction<V[]> array) {
        return runs.stream().map(value).toArray(array);
    }
}
