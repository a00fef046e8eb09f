package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.StrictJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Runs in PostgreSQL. */
@Repository
class JdbcRunStore implements RunStore {
    private static final String RUN_COLUMNS = """
            id, workflow, workflow_version, state, error_code, error_message, error_step, failures, parent_id, \
            created_at, due_at, started_at, finished_at""";

    private final JdbcClient database;

    JdbcRunStore(JdbcClient database) {
        this.database = database;
    }

    @Override
    public Submission submit(NewRun run) {
        int inserted = database.sql("""
                        insert into run (id, workflow, workflow_version, state, input, submitter, idempotency_key,
                                         request_hash, parent_id, max_attempts)
                        values (:id, :workflow, :version, 'queued', :input::json, :submitter, :key, :hash, :parent,
                                :attempts)
                        on conflict (submitter, workflow, idempotency_key) where idempotency_key is not null
                        do nothing""")
                .param("id", run.id())
                .param("workflow", run.workflow().name())
                .param("version", run.workflow().version())
                .param("input", StrictJson.write(run.input()))
                .param("submitter", run.submitter())
                .param("key", run.idempotencyKey().orElse(null))
                .param("hash", run.requestHash())
                .param("parent", run.parent().orElse(null))
                .param("attempts", run.workflow().attempts())
                .update();
        return inserted == 1 ? new Submission(run.id(), true) : earlier(run);
    }

    private Submission earlier(NewRun run) {
        record Earlier(UUID id, String requestHash) {}
        Earlier earlier = database.sql("""
                        select id, request_hash
                          from run
                         where submitter = :submitter and workflow = :workflow and idempotency_key = :key""")
                .param("submitter", run.submitter())
                .param("workflow", run.workflow().name())
                .param("key", run.idempotencyKey().orElseThrow())
                .query(Earlier.class)
                .single();
        // The key of a sub-run names its place in its parent, which is enough: what is sent there may hold a time.
        if (run.parent().isEmpty() && !earlier.requestHash().equals(run.requestHash())) {
            throw new PermanentException(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "the idempotency key belongs to run %s, which has another input; use a new key for a new request"
                            .formatted(earlier.id()));
        }
        return new Submission(earlier.id(), false);
    }

    @Override
    public Optional<Run> find(UUID id) {
        return database.sql("select input, result, " + RUN_COLUMNS + " from run where id = :id")
                .param("id", id)
                .query((row, n) -> run(row, RunRows.json(row, "input"), RunRows.json(row, "result")))
                .optional();
    }

    @Override
    public List<Run> list(RunFilter filter) {
        return database.sql("select " + RUN_COLUMNS + """
                          from run
                         where (:workflow::text is null or workflow = :workflow)
                           and (:state::text is null or state = :state)
                           and (:before::uuid is null or id < :before)
                         order by id desc
                         limit :limit""")
                .param("workflow", filter.workflow().orElse(null))
                .param("state", filter.state().map(RunState::wireName).orElse(null))
                .param("before", filter.before().orElse(null))
                .param("limit", filter.limit())
                .query((row, n) -> run(row, null, null))
                .list();
    }

    @Override
    public Map<RunState, Long> countByState() {
        Map<RunState, Long> counts = new EnumMap<>(RunState.class);
        database.sql("select state, count(*) as runs from run group by state").query(row -> {
            counts.put(RunState.ofWireName(row.getString("state")), row.getLong("runs"));
        });
        return counts;
    }

    private static Run run(ResultSet row, JsonNode input, JsonNode result) throws SQLException {
        return new Run(
                row.getObject("id", UUID.class),
                row.getString("workflow"),
                row.getString("workflow_version"),
                RunState.ofWireName(row.getString("state")),
                input,
                result,
                RunRows.error(row, row.getString("error_step")),
                row.getInt("failures"),
                row.getObject("parent_id", UUID.class),
                RunRows.instant(row, "created_at"),
                RunRows.instant(row, "due_at"),
                RunRows.instant(row, "started_at"),
                RunRows.instant(row, "finished_at"));
    }
}
