package io.aiworkflow.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aiworkflow.chaos.History.Operation;
import io.aiworkflow.chaos.History.Verb;
import io.aiworkflow.chaos.rig.RunLedger;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.ClaimRequest;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.RunQueue;
import io.aiworkflow.run.StaleClaim;
import io.aiworkflow.run.WorkerReport;
import io.aiworkflow.run.WorkerStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.dao.DataAccessException;

/** One client of the queue in a history. It keeps what it was told, so that it can be compared with what happened. */
final class HistoryClient {
    /** What the queue told this client. */
    record Told(UUID run, long token, Verb verb, boolean accepted) {}

    private static final int MANY_CRASHES = 100_000;
    private static final RunError ERROR = new RunError("WORKFLOW_FAILED", "as the history wants it", null);

    private final UUID id = UUID.randomUUID();
    private final RunQueue queue;
    private final WorkerStore workers;
    private final RunLedger ledger;
    private final List<Claim> hands = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private int broken;

    HistoryClient(RunQueue queue, WorkerStore workers, RunLedger ledger) {
        this.queue = queue;
        this.workers = workers;
        this.ledger = ledger;
        beat(Duration.ofHours(1));
    }

    UUID id() {
        return id;
    }

    List<Told> told() {
        return told;
    }

    /** How many statements failed. */
    int broken() {
        return broken;
    }

    void perform(Operation operation) {
        try {
            switch (operation.verb()) {
                case CLAIM -> claim(1 + operation.choice() % 3);
                case BEAT -> beat(Duration.ofHours(1));
                case LAPSE -> beat(Duration.ofSeconds(-1));
                case REQUEUE -> workers.requeueOrphans(MANY_CRASHES);
                case PROMOTE -> promote();
                default -> leave(operation);
            }
        } catch (DataAccessException e) {
            broken++;
        }
    }

    private void claim(int most) {
        List<Claim> claims = queue.claim(new ClaimRequest(id, Set.of("history"), Set.of("history@0"), Map.of(), most));
        claims.forEach(claim -> told.add(new Told(claim.runId(), claim.token(), Verb.CLAIM, true)));
        hands.addAll(claims);
    }

    private void beat(Duration lease) {
        workers.renew(new WorkerReport(id, "history", Set.of(), 8, hands.size(), 0, 0, false), lease);
    }

    private void promote() {
        ledger.sql().sql("""
                        with waiting as (select id from run where state = 'waiting' for update skip locked)
                        update run set due_at = now() from waiting where run.id = waiting.id""").update();
        queue.promoteDue();
    }

    private void leave(Operation operation) {
        if (hands.isEmpty()) {
            return;
        }
        Claim claim = hands.remove(operation.choice() % hands.size());
        boolean accepted = true;
        try {
            leave(claim, operation.verb());
        } catch (StaleClaim e) {
            accepted = false;
        }
        told.add(new Told(claim.runId(), claim.token(), operation.verb(), accepted));
    }

    private void leave(Claim claim, Verb verb) {
        switch (verb) {
            case COMPLETE -> queue.succeed(claim, JsonNodeFactory.instance.objectNode());
            case FAIL -> queue.fail(claim, ERROR);
            case RETRY_LATER -> queue.retryLater(claim, ERROR, Duration.ofMinutes(1), true);
            case GIVE_BACK -> queue.giveBack(claim);
            case CANCEL -> queue.cancelled(claim);
            default -> throw new IllegalArgumentException("%s does not leave a run".formatted(verb));
        }
    }
}
