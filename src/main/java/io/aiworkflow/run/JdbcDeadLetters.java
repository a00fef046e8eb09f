package io.aiworkflow.run;

import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** Failed runs in PostgreSQL, and how runs that have ended come back into the queue. */
@Repository
class JdbcDeadLetters {
    /** The lowest first. */
    private static final String[] ROLES =
            Stream.of(UserRole.values()).map(UserRole::wireName).toArray(String[]::new);

    private static final int MOST_GROUPS = 500;
    private static final String MATCHES = """
             where state = 'failed'
               and (:workflow::text is null or workflow = :workflow)
               and (:step::text is null or error_step = :step)
               and (:code::text is null or error_code = :code)
            """;

    private final JdbcClient database;
    private final QueueProperties properties;

    JdbcDeadLetters(JdbcClient database, QueueProperties properties) {
        this.database = database;
        this.properties = properties;
    }

    List<Run> list(DeadLetterFilter filter, Optional<UUID> before, int limit) {
        return filtered("select " + JdbcRunStore.HOT_COLUMNS + " from run" + MATCHES + """
                           and (:before::uuid is null or id < :before)
                         order by id desc
                         limit :limit""", filter)
                .param("before", before.orElse(null))
                .param("limit", limit)
                .query((row, n) -> JdbcRunStore.run(row, null, null))
                .list();
    }

    /** The largest first. */
    List<DeadLetterGroup> groups(DeadLetterFilter filter) {
        return filtered("""
                        select workflow, error_step, error_code, count(*) as runs, min(finished_at) as oldest,
                               max(finished_at) as newest,
                               (array_agg(error_message order by finished_at desc))[1] as message
                          from run
                        """ + MATCHES + """
                         group by workflow, error_step, error_code
                         order by runs desc, workflow, error_step, error_code
                         limit :limit""", filter)
                .param("limit", MOST_GROUPS)
                .query((row, n) -> new DeadLetterGroup(
                        row.getString("workflow"),
                        row.getString("error_step"),
                        row.getString("error_code"),
                        row.getLong("runs"),
                        RunRows.instant(row, "oldest"),
                        RunRows.instant(row, "newest"),
                        row.getString("message")))
                .list();
    }

    /** @return how many runs were queued, sub-runs included; none when the run has not failed and was not cancelled */
    int retry(UUID run, RetryPlan plan) {
        return planned(database.sql(RetryStatement.ONE), plan)
                .param("run", run)
                .param("edited", plan.input().isPresent() ? run : null)
                .param("by", null)
                .update();
    }

    /**
     * Starts a bulk replay, or finds it again.
     *
     * @param by the run that does it
     * @return how many dead letters match and were there before it
     */
    long begin(UUID by, DeadLetterFilter filter) {
        filtered("insert into dead_letter_replay (run_id, total) select :by, count(*) from run" + MATCHES + """
                           and finished_at < (select created_at from run where id = :by)
                            on conflict do nothing""", filter)
                .param("by", by)
                .update();
        return database.sql("select total from dead_letter_replay where run_id = :by")
                .param("by", by)
                .query(Long.class)
                .single();
    }

    /** @return how many runs were queued, sub-runs included; none when all are replayed */
    int replay(UUID by, DeadLetterFilter filter, RetryPlan plan, int batch) {
        StatementSpec statement = database.sql(RetryStatement.BATCH)
                .param("workflow", filter.workflow().orElse(null))
                .param("step", filter.step().orElse(null))
                .param("code", filter.code().orElse(null));
        return planned(statement, plan)
                .param("edited", null)
                .param("by", by)
                .param("batch", batch)
                .update();
    }

    /** How many runs this bulk replay has queued so far. */
    long replayed(UUID by) {
        return database.sql("select replayed from dead_letter_replay where run_id = :by")
                .param("by", by)
                .query(Long.class)
                .single();
    }

    private StatementSpec filtered(String sql, DeadLetterFilter filter) {
        return database.sql(sql)
                .param("workflow", filter.workflow().orElse(null))
                .param("step", filter.step().orElse(null))
                .param("code", filter.code().orElse(null));
    }

    private StatementSpec planned(StatementSpec statement, RetryPlan plan) {
        List<WorkflowDefinition> versions = plan.versions();
        return statement
                .param("start", plan.fromStart())
                .param("roles", ROLES)
                .param("rights", plan.most().orElse(UserRole.ADMIN).ordinal() + 1)
                .param("input", plan.input().map(StrictJson::write).orElse(null))
                .param("ageing", properties.ageing().toMillis() / 1e3)
                .param(
                        "workflows",
                        versions.stream().map(WorkflowDefinition::name).toArray(String[]::new))
                .param(
                        "versions",
                        versions.stream().map(WorkflowDefinition::version).toArray(String[]::new))
                .param(
                        "attempts",
                        versions.stream().map(WorkflowDefinition::attempts).toArray(Integer[]::new));
    }
}
