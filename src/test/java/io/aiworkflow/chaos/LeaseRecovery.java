package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.RunLedger.Move;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Kills workers that hold runs, and workers that have just claimed one, and measures until somebody else has it. */
final class LeaseRecovery implements ChaosTest {
    private static final int HELD = 8;
    private static final int VICTIMS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "lease-recovery";
    }

    @Override
    public String criterion() {
        return "a worker with 8 runs killed 20 times, and 50 workers halted between the commit of their first claim and"
                + " their first heartbeat after it: all runs claimed again within 15 s (lease 10 s), each effect applied"
                + " outside once";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) throws Exception {
        Queue<Duration> held = new ConcurrentLinkedQueue<>();
        Queue<Duration> unheard = new ConcurrentLinkedQueue<>();
        AtomicInteger kills = new AtomicInteger();
        AtomicInteger halts = new AtomicInteger();
        AtomicInteger silent = new AtomicInteger();
        Queue<UUID> accepted = new ConcurrentLinkedQueue<>();
        Queue<Evidence> evidence = new ConcurrentLinkedQueue<>();
        Chains.run(3, scale.of(20), (number, rounds) -> {
            try (TestBed bed = rig.bed(name() + "-held-" + number)) {
                accepted.addAll(killHolders(bed, rounds, held, kills));
                evidence.add(Evidence.of(bed));
            }
        });
        int groups = Math.max(1, scale.of(50) / VICTIMS);
        Chains.run(2, groups, (number, rounds) -> {
            try (TestBed bed = rig.bed(name() + "-unheard-" + number)) {
                accepted.addAll(haltClaimers(bed, rounds, unheard, halts, silent));
                evidence.add(Evidence.of(bed));
            }
        });
        findings.equal("workers killed with 8 runs", kills.get(), scale.of(20));
        findings.equal("runs claimed again of those", held.size(), scale.of(20) * HELD);
        findings.inTime("slowest of them, seconds", Durations.longest(held), 15);
        findings.equal("workers killed right after a claim", halts.get(), groups * VICTIMS);
        findings.equal("of those never heard of after the claim", silent.get(), groups * VICTIMS);
        findings.equal("runs claimed again of theirs", unheard.size(), groups * VICTIMS);
        findings.inTime("slowest of theirs, seconds", Durations.longest(unheard), 15);
        Judge judge = new Judge(Evidence.together(evidence), rig.sink().effects());
        judge.requireAllSucceeded(accepted, findings);
        judge.requireOnce(accepted, List.of("only"), findings);
    }

    /** Whoever takes the runs over is the next victim, with new runs. */
    private static List<UUID> killHolders(TestBed bed, int rounds, Queue<Duration> recoveries, AtomicInteger kills) {
        EngineNode holder = bed.worker(HELD).awaitReady();
        List<UUID> accepted = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            String gate = bed + "-" + round;
            bed.rig().sink().shut(gate);
            List<UUID> runs = bed.ledger()
                    .insertRuns("chaos-one-effect", "local", HELD, "{\"ms\":0,\"gate\":\"%s\"}".formatted(gate));
            accepted.addAll(runs);
            Waiting.until("the worker holds all", PATIENCE, () -> bed.ledger().count(runs, "running") == HELD);
            // Ready before the kill, or the start of a process would be measured.
            EngineNode rescuer = bed.worker(HELD).awaitReady();
            Instant killed = Instant.now();
            holder.kill();
            kills.incrementAndGet();
            holder = rescuer;
            Waiting.upTo(PATIENCE, () -> bed.ledger().claimed(runs, 2) == HELD);
            claims(bed, runs, 2).forEach(move -> recoveries.add(Duration.between(killed, move.at())));
            bed.rig().sink().open(gate);
            bed.awaitDrained(PATIENCE);
        }
        return accepted;
    }

    /** The victims halt when their first claim has been committed; the rescuer is frozen, so that they get the runs. */
    private static List<UUID> haltClaimers(
            TestBed bed, int rounds, Queue<Duration> recoveries, AtomicInteger halts, AtomicInteger unheard) {
        EngineNode rescuer = bed.worker(16).awaitReady();
        List<UUID> accepted = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            List<EngineNode> victims = new ArrayList<>();
            for (int i = 0; i < VICTIMS; i++) {
                victims.add(bed.unheardWorker());
            }
            victims.forEach(EngineNode::awaitAtDoor);
            rescuer.freeze();
            // A claim that it has sent before may still be executed.
            Waiting.pause(Duration.ofSeconds(1));
            List<UUID> runs = bed.ledger().insertRuns("chaos-one-effect", "local", VICTIMS, "{\"ms\":0}");
            accepted.addAll(runs);
            victims.forEach(EngineNode::letIn);
            victims.forEach(victim -> {
                if (victim.awaitEnd(PATIENCE) == EngineNode.HALTED) {
                    halts.incrementAndGet();
                }
            });
            rescuer.thaw();
            Waiting.upTo(PATIENCE, () -> bed.ledger().claimed(runs, 2) == VICTIMS);
            List<Move> first = claims(bed, runs, 1);
            first.forEach(claim -> unheard.addAndGet(bed.ledger().isHeardAfterEntry(claim.workerId()) ? 0 : 1));
            claims(bed, runs, 2)
                    .forEach(again -> first.stream()
                            .filter(claim -> claim.runId().equals(again.runId()))
                            .forEach(claim -> recoveries.add(Duration.between(claim.at(), again.at()))));
            bed.awaitDrained(PATIENCE);
        }
        return accepted;
    }

    private static List<Move> claims(TestBed bed, List<UUID> runs, int token) {
        return bed.ledger().moves().stream()
                .filter(move -> move.newState().equals("running") && move.newToken() == token)
                .filter(move -> runs.contains(move.runId()))
                .toList();
    }
}
