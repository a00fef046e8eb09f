package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.StrictJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Runs in PostgreSQL. */
@Repository
class JdbcRunStore implements RunStore {
    private static final String SHARED_COLUMNS = """
            id, workflow, workflow_version, state, error_code, error_message, error_step, failures, crashes, parent_id,
            submitter, priority, replays, revision, cancelled_by, cancel_reason, created_at, started_at, finished_at""";
    static final String HOT_COLUMNS = SHARED_COLUMNS + ", due_at, waits_for, stuck_at";
    /** Finished runs wait for nothing. */
    private static final String OLD_COLUMNS =
            SHARED_COLUMNS + ", null::timestamptz as due_at, null as waits_for, null::timestamptz as stuck_at";

    private static final String MATCHES = """
             where (:workflow::text is null or workflow = :workflow)
               and (:state::text is null or state = :state)
               and (:submitter::text is null or submitter = :submitter)
               and (:before::uuid is null or id < :before)
             order by id desc
             limit :limit""";

    private final JdbcClient database;
    private final QueueProperties properties;
    private final JdbcSubmissions submissions;

    JdbcRunStore(JdbcClient database, QueueProperties properties) {
        this.database = database;
        this.properties = properties;
        this.submissions = new JdbcSubmissions(database, properties.ageing());
    }

    @Override
    public Submission submit(NewRun run) {
        if (run.idempotencyKey().isPresent()) {
            return submitOnce(run);
        }
        submissions.submit(run);
        return new Submission(run.id(), true);
    }

    private Submission submitOnce(NewRun run) {
        int inserted = database.sql("""
                        with key as (
                            insert into run_key (submitter, workflow, key, run_id, parent_id, request_hash)
                            values (:submitter, :workflow, :key, :id, :parent, :hash)
                                on conflict do nothing
                            returning run_id)
                        insert into run (id, workflow, workflow_version, state, format, input, submitter, submitter_role,
                                         idempotency_key, request_hash, parent_id, depth, max_attempts, priority,
                                         trace, order_at)
                        select :id, :workflow, :version, 'queued', :format, :input::json, :submitter, :role, :key,
                               :hash, :parent, :depth, :attempts, :priority, :trace::text, now() - make_interval(secs => :head)
                          from key""")
                .param("id", run.id())
                .param("workflow", run.workflow().name())
                .param("version", run.workflow().version())
                .param("format", RunFormat.CURRENT)
                .param("input", StrictJson.write(run.input()))
                .param("submitter", run.submitter().name())
                .param("role", run.submitter().role().wireName())
                .param("key", run.idempotencyKey().orElseThrow())
                .param("hash", run.requestHash())
                .param("trace", run.trace().orElse(null))
                .param("parent", run.parent().orElse(null))
                .param("depth", run.depth())
                .param("attempts", run.workflow().attempts())
                .param("priority", run.priority())
                .param("head", JdbcSubmissions.head(run, properties.ageing()))
                .update();
        return inserted == 1 ? new Submission(run.id(), true) : earlier(run).orElseThrow();
    }

    @Override
    public Optional<Submission> earlier(NewRun run) {
        record Earlier(UUID id, String requestHash) {}
        Optional<Earlier> earlier = database.sql("""
                        select run_id as id, request_hash
                          from run_key
                         where submitter = :submitter and workflow = :workflow and key = :key""")
                .param("submitter", run.submitter().name())
                .param("workflow", run.workflow().name())
                .param("key", run.idempotencyKey().orElse(null))
                .query(Earlier.class)
                .optional();
        // The key of a sub-run names its place in its parent, which is enough: what is sent there may hold a time.
        if (earlier.isPresent()
                && run.parent().isEmpty()
                && !earlier.get().requestHash().equals(run.requestHash())) {
            throw new PermanentException(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "the idempotency key belongs to run %s, which has another input; use a new key for a new request"
                            .formatted(earlier.get().id()));
        }
        return earlier.map(found -> new Submission(found.id(), false));
    }

    @Override
    public Optional<UUID> subRun(UUID parent, String workflow, String key) {
        return database.sql("""
                        select run_id from run_key
                         where parent_id = :parent and workflow = :workflow and key = :key""")
                .param("parent", parent)
                .param("workflow", workflow)
                .param("key", key)
                .query(UUID.class)
                .optional();
    }

    @Override
    public Optional<Run> find(UUID id) {
        return database.sql("select input, result, " + HOT_COLUMNS
                        + " from run where id = :id union all select input, result, " + OLD_COLUMNS
                        + " from run_history where id = :id")
                .param("id", id)
                .query((row, n) -> run(row, RunRows.json(row, "input"), RunRows.json(row, "result")))
                .optional();
    }

    @Override
    public List<Run> list(RunFilter filter) {
        return database.sql("(select " + HOT_COLUMNS + " from run " + MATCHES + ") union all (select " + OLD_COLUMNS
                        + " from run_history " + MATCHES + ") order by id desc limit :limit")
                .param("workflow", filter.workflow().orElse(null))
                .param("state", filter.state().map(RunState::wireName).orElse(null))
                .param("submitter", filter.submitter().orElse(null))
                .param("before", filter.before().orElse(null))
                .param("limit", filter.limit())
                .query((row, n) -> run(row, null, null))
                .list();
    }

    @Override
    public Map<RunState, Long> countByState() {
        Map<RunState, Long> counts = new EnumMap<>(RunState.class);
        database.sql("""
                        select state, count(*) as runs from run group by state
                        union all
                        select state, sum(runs) from run_history_tally group by state""").query(row -> {
            counts.merge(RunState.ofWireName(row.getString("state")), row.getLong("runs"), Long::sum);
        });
        return counts;
    }

    @Override
    public Map<String, Integer> countQueuedByUser() {
        Map<String, Integer> counts = new HashMap<>();
        database.sql("select submitter, count(*) as runs from run where state = 'queued' group by submitter")
                .query(row -> {
                    counts.put(row.getString("submitter"), row.getInt("runs"));
                });
        return counts;
    }

    static Run run(ResultSet row, JsonNode input, JsonNode result) throws SQLException {
        return new Run(
                row.getObject("id", UUID.class),
                row.getString("workflow"),
                row.getString("workflow_version"),
                RunState.ofWireName(row.getString("state")),
                input,
                result,
                RunRows.error(row, row.getString("error_step")),
                row.getInt("failures"),
                row.getInt("crashes"),
                row.getObject("parent_id", UUID.class),
                row.getString("submitter"),
                row.getInt("priority"),
                row.getInt("replays"),
                row.getLong("revision"),
                row.getString("cancelled_by"),
                row.getString("cancel_reason"),
                Optional.ofNullable(row.getString("waits_for"))
                        .map(WaitReason::ofWireName)
                        .orElse(null),
                row.getTimestamp("stuck_at") != null,
                RunRows.instant(row, "created_at"),
                RunRows.instant(row, "due_at"),
                RunRows.instant(row, "started_at"),
                RunRows.instant(row, "finished_at"));
    }
}
