package io.aiworkflow.chaos;

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

/** Stops workers in an orderly way while they are busy. */
final class Drain implements ChaosTest {
    private static final int HELD = 8;
    private static final String GATE = "drain";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "drain";
    }

    @Override
    public String criterion() {
        return "SIGTERM to a worker with 8 steps of 5 s, then with 8 that last until they are resumed elsewhere: nothing"
                + " claimed after 1 s, short steps finish, long ones go back unspent and are resumed elsewhere within 5 s,"
                + " exit within 30 s; 0 runs lost, each effect applied outside once";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) {
        try (TestBed bed = rig.bed(name())) {
            EngineNode first = bed.worker(HELD).awaitReady();
            EngineNode second = bed.worker(HELD).awaitReady();
            List<UUID> accepted = new ArrayList<>();
            List<UUID> runs = new ArrayList<>(drain(bed, first, second, "{\"ms\":5000}", "short", accepted, findings));
            Waiting.upTo(PATIENCE, () -> bed.ledger().open() == 0);
            findings.equal("short steps done by the worker that stopped", finishedByFirstAttempt(bed, runs), HELD);
            EngineNode third = bed.worker(HELD).awaitReady();
            rig.sink().shut(GATE);
            runs.addAll(drain(
                    bed, second, third, "{\"ms\":0,\"gate\":\"%s\"}".formatted(GATE), "long", accepted, findings));
            rig.sink().open(GATE);
            Waiting.upTo(PATIENCE, () -> bed.ledger().open() == 0);
            List<RunLine> lines = bed.ledger().runs();
            findings.equal(
                    "attempts spent", lines.stream().mapToInt(RunLine::failures).sum(), 0);
            findings.equal(
                    "crashes counted", lines.stream().mapToInt(RunLine::crashes).sum(), 0);
            Judge judge = new Judge(bed);
            judge.requireAllSucceeded(accepted, findings);
            judge.requireOnce(runs, List.of("first", "second", "third"), findings);
        }
    }

    /** The other worker is frozen for a moment, so that all runs are in the hands of the one that is stopped. */
    private static List<UUID> drain(
            TestBed bed,
            EngineNode stopped,
            EngineNode other,
            String input,
            String kind,
            List<UUID> accepted,
            Findings findings) {
        other.freeze();
        // A claim that it has sent before may still be executed, and would take the runs to the wrong worker.
        Waiting.pause(Duration.ofSeconds(1));
        List<UUID> runs = bed.ledger().insertRuns("chaos-three-effects", "local", HELD, input);
        Waiting.until("the worker holds all", PATIENCE, () -> bed.ledger().count(runs, "running") == HELD);
        Waiting.pause(Duration.ofMillis(500));
        other.thaw();
        Instant told = Instant.now();
        stopped.terminate();
        List<UUID> late = bed.ledger().insertRuns("chaos-no-op", "local", 20, "{}");
        accepted.addAll(runs);
        accepted.addAll(late);
        stopped.awaitEnd(PATIENCE);
        findings.inTime(
                "seconds until exit, " + kind + " steps",
                Duration.between(told, Instant.now()).toMillis() / 1e3,
                30);
        Waiting.upTo(PATIENCE, () -> bed.ledger().claimed(runs, 2) == HELD);
        List<Duration> resumed = resumed(bed.ledger().moves(), runs);
        findings.equal("runs given back, " + kind + " steps", resumed.size(), HELD);
        findings.inTime("seconds until resumed, " + kind + " steps", Durations.longest(resumed), 5);
        findings.equal("claims after 1 s, " + kind + " steps", claimsAfter(bed, told.plusSeconds(1), runs, late), 0);
        return runs;
    }

    /** From the moment in which a run was given back to its next claim. */
    private static List<Duration> resumed(List<Move> moves, List<UUID> runs) {
        Map<UUID, Instant> back = new HashMap<>();
        List<Duration> resumed = new ArrayList<>();
        for (Move move : moves) {
            if (!runs.contains(move.runId())) {
                continue;
            }
            if (move.oldState().equals("running") && move.newState().equals("queued")) {
                back.put(move.runId(), move.at());
            }
            Instant since = move.newState().equals("running") ? back.remove(move.runId()) : null;
            if (since != null) {
                resumed.add(Duration.between(since, move.at()));
            }
        }
        return resumed;
    }

    /** Claims by the worker that held the runs first. */
    private static long claimsAfter(TestBed bed, Instant moment, List<UUID> runs, List<UUID> late) {
        List<Move> claims = bed.ledger().moves().stream()
                .filter(move -> move.newState().equals("running"))
                .toList();
        UUID stopped = claims.stream()
                .filter(move -> runs.contains(move.runId()))
                .findFirst()
                .orElseThrow()
                .workerId();
        return claims.stream()
                .filter(move -> late.contains(move.runId()) || runs.contains(move.runId()))
                .filter(move -> move.workerId().equals(stopped) && move.at().isAfter(moment))
                .count();
    }

    private static long finishedByFirstAttempt(TestBed bed, List<UUID> runs) {
        return bed.ledger()
                .sql()
                .sql("select count(*) from (select run_id, step, token from run_step union all"
                        + " select run_id, step, token from run_step_history) s"
                        + " where run_id = any(:runs) and step = 'first' and token = 1")
                .param("runs", runs.toArray(UUID[]::new))
                .query(Long.class)
                .single();
    }
}
