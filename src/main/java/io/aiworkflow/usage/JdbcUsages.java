package io.aiworkflow.usage;

import io.aiworkflow.usage.UsageQuestion.By;
import io.aiworkflow.usage.UsageSum.Tokens;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads the account of calls from PostgreSQL. */
@Repository
class JdbcUsages implements Usages, Budgets.TokensUsed {
    private static final String SUMS = """
            coalesce(sum(calls), 0)::bigint as calls, coalesce(sum(prompt_tokens), 0)::bigint as prompt_tokens,
            coalesce(sum(answer_tokens), 0)::bigint as answer_tokens, coalesce(sum(waited_ms), 0)::bigint as waited_ms,
            coalesce(sum(took_ms), 0)::bigint as took_ms""";
    private static final String MATCHES = """
             where day between :from and :to
               and (:user::text is null or account = :user)
               and (:workflow::text is null or workflow = :workflow)
               and (:model::text is null or model = :model)""";

    private final JdbcClient database;

    JdbcUsages(JdbcClient database) {
        this.database = database;
    }

    @Override
    public List<StepUsage> ofRun(UUID run) {
        return database.sql("""
                        select step, occurrence, count(*) as calls, sum(prompt_tokens)::bigint as prompt_tokens,
                               sum(answer_tokens)::bigint as answer_tokens, sum(waited_ms)::bigint as waited_ms,
                               sum(took_ms)::bigint as took_ms, array_agg(distinct model) as models,
                               array_agg(distinct server) as servers, bool_or(estimated) as estimated
                          from model_call
                         where run_id = :run
                         group by step, occurrence
                         order by min(made_at), step, occurrence""")
                .param("run", run)
                .query((row, number) -> new StepUsage(
                        row.getString("step"),
                        row.getString("occurrence"),
                        tokens(row),
                        texts(row.getArray("models")),
                        texts(row.getArray("servers")),
                        row.getBoolean("estimated")))
                .list();
    }

    @Override
    public List<RunCall> callsOfRun(UUID run, int most) {
        return database.sql("""
                        select step, occurrence, kind, model, server, made_at, prompt_tokens, answer_tokens, waited_ms,
                               took_ms
                          from model_call
                         where run_id = :run
                         order by made_at, id
                         limit :most""")
                .param("run", run)
                .param("most", most)
                .query((row, number) -> new RunCall(
                        row.getString("step"),
                        row.getString("occurrence"),
                        row.getString("kind"),
                        row.getString("model"),
                        row.getString("server"),
                        row.getTimestamp("made_at").toInstant(),
                        row.getLong("prompt_tokens"),
                        row.getLong("answer_tokens"),
                        row.getLong("waited_ms"),
                        row.getLong("took_ms")))
                .list();
    }

    @Override
    public List<UsageSum> sums(UsageQuestion question) {
        return asked("""
                        select case when :by_day then day end as day, case when :by_user then account end as account,
                               case when :by_workflow then workflow end as workflow,
                               case when :by_model then model end as model, %s
                          from model_usage
                        %s
                         group by 1, 2, 3, 4
                         order by 1 desc, sum(prompt_tokens + answer_tokens) desc, 2, 3, 4
                         limit :limit""".formatted(SUMS, MATCHES), question)
                .param("by_day", question.by().contains(By.DAY))
                .param("by_user", question.by().contains(By.USER))
                .param("by_workflow", question.by().contains(By.WORKFLOW))
                .param("by_model", question.by().contains(By.MODEL))
                .param("limit", question.limit())
                .query((row, number) -> new UsageSum(
                        row.getObject("day", LocalDate.class),
                        row.getString("account"),
                        row.getString("workflow"),
                        row.getString("model"),
                        tokens(row)))
                .list();
    }

    @Override
    public Tokens total(UsageQuestion question) {
        return asked("select %s from model_usage %s".formatted(SUMS, MATCHES), question)
                .query((row, number) -> tokens(row))
                .single();
    }

    @Override
    public long byUserToday(String user) {
        return database.sql("""
                        select coalesce(sum(prompt_tokens + answer_tokens), 0)::bigint
                          from model_usage
                         where day = (now() at time zone 'UTC')::date and account = :user""").param("user", user).query(Long.class).single();
    }

    @Override
    public long byWorkflowToday(String workflow) {
        return database.sql("""
                        select coalesce(sum(prompt_tokens + answer_tokens), 0)::bigint
                          from model_usage
                         where day = (now() at time zone 'UTC')::date and workflow = :workflow""").param("workflow", workflow).query(Long.class).single();
    }

    @Override
    public long byRun(UUID run) {
        return database.sql("""
                        select coalesce(sum(prompt_tokens + answer_tokens), 0)::bigint
                          from model_call
                         where run_id = :run""").param("run", run).query(Long.class).single();
    }

    private JdbcClient.StatementSpec asked(String statement, UsageQuestion question) {
        return database.sql(statement)
                .param("from", question.from())
                .param("to", question.to())
                .param("user", question.user().orElse(null))
                .param("workflow", question.workflow().orElse(null))
                .param("model", question.model().orElse(null));
    }

    private static Tokens tokens(ResultSet row) throws SQLException {
        return new Tokens(
                row.getLong("calls"),
                row.getLong("prompt_tokens"),
                row.getLong("answer_tokens"),
                row.getLong("waited_ms"),
                row.getLong("took_ms"));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
