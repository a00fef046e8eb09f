package io.aiworkflow.run;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Writes down which steps workers are executing, for people who look at a run. Nothing is decided by it. */
@Repository
public class JdbcRunningSteps {
    private final JdbcClient database;

    JdbcRunningSteps(JdbcClient database) {
        this.database = database;
    }

    /**
     * Replaces what the worker has told before. One that it tells again keeps its beginning.
     *
     * @param steps all that it tells
     */
    public void tell(UUID worker, List<RunningStep> steps) {
        database.sql("""
                        with told as (
                            select *
                              from unnest(:runs::uuid[], :tokens::bigint[], :steps::text[], :occurrences::text[],
                                          :seconds::float8[]) as t (run_id, token, step, occurrence, seconds)),
                        ended as (
                            delete from running_step s
                             where s.worker_id = :worker
                               and (s.run_id, s.token, s.step, s.occurrence)
                                   not in (select run_id, token, step, occurrence from told))
                        insert into running_step (run_id, token, step, occurrence, worker_id, started_at)
                        select run_id, token, step, occurrence, :worker, now() - make_interval(secs => seconds)
                          from told
                            on conflict do nothing""")
                .param("worker", worker)
                .param("runs", column(steps, RunningStep::run, UUID[]::new))
                .param("tokens", column(steps, RunningStep::token, Long[]::new))
                .param("steps", column(steps, each -> each.key().step(), String[]::new))
                .param("occurrences", column(steps, each -> each.key().occurrence(), String[]::new))
                .param("seconds", column(steps, each -> each.lasting().toMillis() / 1e3, Double[]::new))
                .update();
    }

    private static <T> T[] column(List<RunningStep> steps, Function<RunningStep, T> value, IntFunction<T[]> array) {
        return steps.stream().map(value).toArray(array);
    }
}
