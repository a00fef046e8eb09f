package io.aiworkflow.usage;

import io.aiworkflow.model.ModelCall;
import io.aiworkflow.platform.GroupCommit;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Writes calls into PostgreSQL, each of them once by itself and once into the sums of its day, and removes old ones. */
@Repository
class JdbcModelCalls {
    private static final int MOST_AT_ONCE = 32;
    static final int BATCH = 5000;

    private final JdbcClient database;
    private final GroupCommit<Line, Boolean> group = new GroupCommit<>(MOST_AT_ONCE, this::insert);

    JdbcModelCalls(JdbcClient database) {
        this.database = database;
    }

    /**
     * Those that end at the same moment share a statement.
     *
     * @param id by which a call that is added again counts once
     */
    void add(UUID id, ModelCall call) {
        group.write(new Line(id, call));
    }

    /** @return how many were removed; when it is a whole batch there may be more */
    int removeCalls(Instant before) {
        return database.sql("""
                        delete from model_call
                         where id in (select id from model_call where made_at < :before order by made_at limit :batch)""")
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("batch", BATCH)
                .update();
    }

    /** @return how many were removed; when it is a whole batch there may be more */
    int removeSums(Instant before) {
        return database.sql("""
                        delete from model_usage
                         where (day, account, workflow, model) in (
                               select day, account, workflow, model
                                 from model_usage
                                where day < :before
                                order by day, account, workflow, model
                                limit :batch
                                  for update skip locked)""")
                .param("before", before.atOffset(ZoneOffset.UTC).toLocalDate())
                .param("batch", BATCH)
                .update();
    }

    /** The sums are locked in one order, so that two statements do not wait for each other. */
    private List<Boolean> insert(List<Line> lines) {
        List<ModelCall> calls = lines.stream().map(Line::call).toList();
        database.sql("""
                        with made as (
                            insert into model_call (id, account, workflow, run_id, step, occurrence, kind, model, server,
                                                    prompt_tokens, answer_tokens, waited_ms, loaded_ms, took_ms, estimated)
                            select *
                              from unnest(:ids::uuid[], :users::text[], :workflows::text[], :runs::uuid[], :steps::text[],
                                          :occurrences::text[], :kinds::text[], :models::text[], :servers::text[],
                                          :prompts::bigint[], :answers::bigint[], :waited::bigint[], :loaded::bigint[],
                                          :took::bigint[], :estimated::boolean[])
                                on conflict (id) do nothing
                            returning account, workflow, model, prompt_tokens, answer_tokens, waited_ms, took_ms)
                        insert into model_usage as known (day, account, workflow, model, calls, prompt_tokens,
                                                          answer_tokens, waited_ms, took_ms)
                        select (now() at time zone 'UTC')::date, account, workflow, model, count(*), sum(prompt_tokens),
                               sum(answer_tokens), sum(waited_ms), sum(took_ms)
                          from made
                         group by account, workflow, model
                         order by account, workflow, model
                            on conflict (day, account, workflow, model) do update
                           set calls = known.calls + excluded.calls,
                               prompt_tokens = known.prompt_tokens + excluded.prompt_tokens,
                               answer_tokens = known.answer_tokens + excluded.answer_tokens,
                               waited_ms = known.waited_ms + excluded.waited_ms,
                               took_ms = known.took_ms + excluded.took_ms""")
                .param("ids", lines.stream().map(Line::id).toArray(UUID[]::new))
                .param("users", all(calls, call -> call.origin().user(), String[]::new))
                .param("workflows", all(calls, call -> call.origin().workflow(), String[]::new))
                .param("runs", all(calls, call -> call.origin().run().orElse(null), UUID[]::new))
                .param("steps", all(calls, call -> call.origin().step(), String[]::new))
                .param("occurrences", all(calls, call -> call.origin().occurrence(), String[]::new))
                .param("kinds", all(calls, call -> call.kind().wireName(), String[]::new))
                .param("models", all(calls, ModelCall::model, String[]::new))
                .param("servers", all(calls, ModelCall::server, String[]::new))
                .param("prompts", all(calls, call -> call.usage().promptTokens(), Long[]::new))
                .param("answers", all(calls, call -> call.usage().answerTokens(), Long[]::new))
                .param("waited", all(calls, call -> call.usage().waited().toMillis(), Long[]::new))
                .param("loaded", all(calls, call -> call.usage().loaded().toMillis(), Long[]::new))
                .param("took", all(calls, call -> call.usage().took().toMillis(), Long[]::new))
                .param("estimated", all(calls, call -> call.usage().estimated(), Boolean[]::new))
                .update();
        return calls.stream().map(call -> true).toList();
    }

    private static <V> V[] all(List<ModelCall> calls, Function<ModelCall, V> value, IntFunction<V[]> array) {
        return calls.stream().map(value).toArray(array);
    }

    private record Line(UUID id, ModelCall call) {}
}
