package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.ApiClient.Answer;
import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.RunLedger.Move;
import io.aiworkflow.chaos.rig.RunLedger.RunLine;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

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
        return "1,000 runs that always fail, 5 attempts: exactly 5 each; retries of each wave really begin spread over its"
                + " back-off and none too early, peak rate at most twice the mean of the plan; replay of all 1,000 succeeds once the cause is gone";
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
            Map<UUID, List<Retry>> retries = retries(bed.ledger().moves());
            findings.equal("runs with retries", retries.size(), count);
            for (int wave = 1; wave < ATTEMPTS; wave++) {
                checkWave(retries, wave, findings);
            }
            new Judge(bed).requireKeptPromises(findings);
            rig.sink().fail(false);
            replay(bed, runs, findings);
        }
    }

    /**
     * The delay before retry n is random between 0 and the doubled back-off. What counts is when the retry really
     * began, as told by its claim; the mean rate is the one of retries that are spread evenly over the back-off.
     */
    private static void checkWave(Map<UUID, List<Retry>> retriesOfRuns, int wave, Findings findings) {
        double cap = BACK_OFF_SECONDS * Math.pow(2, wave - 1.0);
        List<Retry> retries = retriesOfRuns.values().stream()
                .filter(ofRun -> ofRun.size() >= wave)
                .map(ofRun -> ofRun.get(wave - 1))
                .toList();
        Map<Long, Long> bins = retries.stream()
                .collect(Collectors.groupingBy(
                        retry -> (long) (seconds(retry.failed(), retry.begun()) / cap * BINS), Collectors.counting()));
        double peak = bins.values().stream().mapToLong(Long::longValue).max().orElse(0);
        findings.equal("retries begun of wave " + wave, retries.size(), retriesOfRuns.size());
        findings.equal(
                "delays beyond the plan in wave " + wave,
                retries.stream()
                        .filter(retry -> seconds(retry.failed(), retry.due()) > cap + 0.05)
                        .count(),
                0);
        findings.equal(
                "retries begun too early in wave " + wave,
                retries.stream()
                        .filter(retry -> retry.begun().isBefore(retry.due()))
                        .count(),
                0);
        findings.figure(
                "begun after their time in wave " + wave + ", p95, seconds",
                Durations.percentile(
                        retries.stream()
                                .map(retry -> Duration.between(retry.due(), retry.begun()))
                                .toList(),
                        95));
        findings.atMost("peak/mean rate of wave " + wave, peak * BINS / retries.size(), 2);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1e3;
    }

    /** The retries of each run in their order. */
    private static Map<UUID, List<Retry>> retries(List<Move> moves) {
        Map<UUID, List<Retry>> retries = new HashMap<>();
        Map<UUID, Move> failures = new HashMap<>();
        for (Move move : moves) {
            if (move.oldState().equals("running") && move.newState().equals("waiting")) {
                failures.put(move.runId(), move);
            }
            Move failure = move.newState().equals("running") ? failures.remove(move.runId()) : null;
            if (failure != null) {
                retries.computeIfAbsent(move.runId(), run -> new ArrayList<>())
                        .add(new Retry(failure.at(), failure.dueAt(), move.at()));
            }
        }
        return retries;
    }

    private record Retry(Instant failed, Instant due, Instant begun) {}

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
