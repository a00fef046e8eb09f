package io.aiworkflow.run;

import io.aiworkflow.platform.GroupCommit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes the results of runs that hold no slot and have no parent, those that end at the same moment together. */
final class JdbcCompletions {
    private static final int MOST = 32;
    /** In characters; a large result must not keep small ones waiting. */
    private static final int LARGEST = 32_768;

    private final JdbcClient database;
    private final GroupCommit<Completion, Boolean> group = new GroupCommit<>(MOST, this::complete);

    JdbcCompletions(JdbcClient database) {
        this.database = database;
    }

    /** Whether the run may be completed together with others. */
    static boolean suits(Claim claim, String result) {
        return !claim.limited() && claim.parent().isEmpty() && result.length() <= LARGEST;
    }

    /** @throws StaleClaim when the run is not the claim's any more */
    void succeed(Claim claim, String result) {
        if (!group.write(new Completion(claim, result))) {
            throw new StaleClaim(claim);
        }
    }

    /** Rows are locked in the order of their ids, so that two groups never wait for each other. */
    List<Boolean> complete(List<Completion> completions) {
        Set<Attempt> completed = new HashSet<>(database.sql("""
                        with held as (
                            select r.id, e.result
                              from unnest(?::uuid[], ?::bigint[], ?::text[]) as e (id, token, result)
                              join run r on r.id = e.id
                             where r.token = e.token and r.state = 'running'
                             order by r.id
                               for update of r)
                        update run r
                           set state = 'succeeded', finished_at = now(), worker_id = null, revision = r.revision + 1,
                               result = held.result::json, error_code = null, error_message = null, error_step = null
                          from held
                         where r.id = held.id
                        returning r.id, r.token""")
                .params(
                        completions.stream().map(each -> each.claim().runId()).toArray(UUID[]::new),
                        completions.stream().map(each -> each.claim().token()).toArray(Long[]::new),
                        completions.stream().map(Completion::result).toArray(String[]::new))
                .query((row, n) -> new Attempt(row.getObject("id", UUID.class), row.getLong("token")))
                .list());
        // One group may hold the claim that has lost a run beside the one that has it.
        return completions.stream()
                .map(each -> completed.contains(
                        new Attempt(each.claim().runId(), each.claim().token())))
                .toList();
    }

    record Completion(Claim claim, String result) {}

    private record Attempt(UUID run, long token) {}
}
