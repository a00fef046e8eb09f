package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.ApiClient.Answer;
import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.RunLedger.Move;
import io.aiworkflow.chaos.rig.RunLedger.RunLine;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Runs that fail each time, their retries, and their second life once the cause is gone. */
final class RetriesAndDeadLetters implements ChaosTest {
    private static final int ATTEMPTS = 5;
    private static final int BINS = 8;
    private static final double BACK_OFF_SECONDS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Override
    public String name() {
        return "retry";
    }

    @Override
    public String criterion() {
        return "1,000 runs that always fail, 5 attempts: exactly 5 each; planned retries of each wave spread over its"
                + " back-off, peak/mean rate at most 2; replay of all 1,000 succeeds once the cause is gone";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) {
        int count = scale.of(1000);
        try (TestBed bed = rig.bed(name())) {
            bed.api();
            bed.worker(16);
            bed.worker(16);
            bed.nodes().forEach(EngineNode::awaitReady);
            rig.sink().fail(true);
            List<UUID> runs = bed.client().submitAll("chaos-always-failing", count, i -> "{\"n\":%d}".formatted(i));
            Waiting.upTo(PATIENCE, () -> bed.ledger().count(runs, "failed") == count);
            findings.equal("dead letters", bed.ledger().count(runs, "failed"), count);
            List<RunLine> lines = bed.ledger().runs();
            findings.equal(
                    "runs with exactly 5 attempts",
                    lines.stream().filter(run -> run.failures() == ATTEMPTS).count(),
                    count);
            List<Move> moves = bed.ledger().moves();
            for (int wave = 1; wave < ATTEMPTS; wave++) {
                checkWave(moves, wave, findings);
            }
            new Judge(bed).requireKeptPromises(findings);
            rig.sink().fail(false);
            replay(bed, runs, findings);
        }
    }

    /** The delay before retry n is random between 0 and the doubled back-off. */
    private static void checkWave(List<Move> moves, int wave, Findings findings) {
        double cap = BACK_OFF_SECONDS * Math.pow(2, wave - 1.0);
        int[] bins = new int[BINS];
        int retries = 0;
        int beyond = 0;
        Map<UUID, Integer> failures = new HashMap<>();
        for (Move move : moves) {
            if (!move.oldState().equals("running") || !move.newState().equals("waiting")) {
                continue;
            }
            if (failures.merge(move.runId(), 1, Integer::sum) == wave) {
                double delay = Duration.between(move.at(), move.dueAt()).toMillis() / 1e3;
                beyond += delay > cap + 0.05 ? 1 : 0;
                bins[Math.min(BINS - 1, Math.max(0, (int) (delay / cap * BINS)))]++;
                retries++;
            }
        }
        int peak = 0;
        for (int bin : bins) {
            peak = Math.max(peak, bin);
        }
        findings.figure("retries of wave " + wave, retries);
        findings.equal("delays beyond the plan in wave " + wave, beyond, 0);
        findings.atMost("peak/mean rate of wave " + wave, (double) peak * BINS / retries, 2);
    }

    private static void replay(TestBed bed, List<UUID> runs, Findings findings) {
        Answer answer = bed.client().post("/api/v1/dead-letters/replay", "{\"workflow\":\"chaos-always-failing\"}");
        findings.figure("answer to the bulk replay", answer.status());
        if (answer.status() != 202) {
            findings.fail("the bulk replay was answered with " + answer);
            return;
        }
        Waiting.upTo(PATIENCE, () -> bed.ledger().count(runs, "succeeded") == runs.size());
        findings.equal("replayed with success", bed.ledger().count(runs, "succeeded"), runs.size());
    }
}
