package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.FaultProxy;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Cuts workers off the database while they hold runs, breaks their connections, and makes them slow. */
final class Partition implements ChaosTest {
    private static final int VICTIMS = 5;
    private static final int THREADS = 2;
    private static final int SLOTS = VICTIMS * THREADS;
    private static final Duration LATENCY = Duration.ofMillis(200);
    private static final Duration OUTAGE = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Override
    public String name() {
        return "partition";
    }

    @Override
    public String criterion() {
        return "20 times a worker with runs in hand is cut off the database, its packets swallowed, until another has its"
                + " runs, then healed: at least 1 stale write refused each time, 0 effects begun after its lease, holding"
                + " runs again by itself; all connections reset 20 times, and 80 runs with 200 ms on every packet:"
                + " 0 runs lost, each effect applied outside once";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) {
        List<FaultProxy> wires = IntStream.range(0, VICTIMS)
                .mapToObj(i -> new FaultProxy(rig.postgres().port()))
                .toList();
        try (TestBed bed = rig.bed(name())) {
            EngineNode rescuer = bed.worker(SLOTS);
            List<EngineNode> workers = new ArrayList<>();
            wires.forEach(wire -> workers.add(bed.databaseThrough(wire).worker(THREADS)));
            bed.nodes().forEach(EngineNode::awaitReady);
            Victims victims = new Victims(bed, workers, rescuer, SLOTS);
            List<UUID> accepted = new ArrayList<>(
                    cutOff(bed, wires, victims, workers, Math.max(1, scale.of(20) / VICTIMS), findings));
            // From here on nobody is there who could help.
            rescuer.kill();
            accepted.addAll(reset(bed, wires, scale.of(20), findings));
            accepted.addAll(slowDown(bed, wires, scale.of(80), findings));
            Judge judge = new Judge(bed);
            judge.requireAllSucceeded(accepted, findings);
            judge.requireOnce(accepted, List.of("first", "second", "third"), findings);
        } finally {
            wires.forEach(FaultProxy::close);
        }
    }

    private static List<UUID> cutOff(
            TestBed bed,
            List<FaultProxy> wires,
            Victims victims,
            List<EngineNode> workers,
            int rounds,
            Findings findings) {
        List<UUID> lost = new ArrayList<>();
        List<Duration> returns = new ArrayList<>();
        long swallowed = 0;
        long ended = 0;
        long refusals = 0;
        long holders = 0;
        List<UUID> runs = victims.hold("partition-0");
        List<UUID> accepted = new ArrayList<>(runs);
        for (int round = 1; round <= rounds; round++) {
            List<Long> refused = victims.refused();
            List<Long> hits = hits(wires);
            wires.forEach(FaultProxy::swallow);
            victims.awaitRescued(runs);
            swallowed += increased(hits, hits(wires));
            ended += VICTIMS - victims.leases();
            wires.forEach(FaultProxy::heal);
            long healed = System.nanoTime();
            bed.rig().sink().open("partition-" + (round - 1));
            Waiting.upTo(PATIENCE, () -> victims.leases() == VICTIMS);
            returns.add(Duration.ofNanos(System.nanoTime() - healed));
            bed.awaitDrained(PATIENCE);
            Waiting.upTo(PATIENCE, () -> increased(refused, victims.refused()) == VICTIMS);
            refusals += increased(refused, victims.refused());
            lost.addAll(runs);
            runs = victims.hold("partition-" + round);
            accepted.addAll(runs);
            holders += bed.ledger().number("select count(distinct worker_id) from run where state = 'running'");
        }
        bed.rig().sink().open("partition-" + rounds);
        bed.awaitDrained(PATIENCE);
        int cuts = rounds * VICTIMS;
        findings.equal("workers cut off whose packets were swallowed", swallowed, cuts);
        findings.equal("leases ended meanwhile", ended, cuts);
        findings.equal("runs taken over", bed.ledger().claimed(lost, 2), rounds * SLOTS);
        findings.equal("cuts with stale writes refused", refusals, cuts);
        findings.figure(
                "stale writes refused",
                victims.refused().stream().mapToLong(Long::longValue).sum());
        findings.equal("effects begun by a worker that had lost the run", begunByLosers(bed, workers, lost), 0);
        findings.inTime("seconds until all have a lease again, slowest", Durations.longest(returns), 30);
        findings.equal("workers that hold runs again by themselves", holders, cuts);
        return accepted;
    }

    /** What they had begun before they were cut off is the first step. */
    private static long begunByLosers(TestBed bed, List<EngineNode> workers, List<UUID> runs) {
        Set<String> names = workers.stream().map(EngineNode::name).collect(Collectors.toSet());
        return bed.rig().sink().effects().stream()
                .filter(effect ->
                        names.contains(effect.node()) && !effect.step().equals("first"))
                .filter(effect -> runs.contains(UUID.fromString(effect.run())))
                .count();
    }

    /** By turns all connections at once, and for a moment each one that is used. */
    private static List<UUID> reset(TestBed bed, List<FaultProxy> wires, int times, Findings findings) {
        List<UUID> runs = bed.ledger().insertRuns("chaos-three-effects", "local", times * SLOTS, "{\"ms\":300}");
        int struck = 0;
        for (int i = 0; i < times; i++) {
            Waiting.pause(Duration.ofMillis(600));
            List<Long> before = hits(wires);
            if (i % 2 == 0) {
                wires.forEach(FaultProxy::resetAll);
            } else {
                wires.forEach(FaultProxy::reset);
                Waiting.pause(OUTAGE);
                wires.forEach(FaultProxy::heal);
            }
            struck += increased(before, hits(wires)) > 0 ? 1 : 0;
        }
        findings.equal("resets of connections", struck, times);
        findings.atLeast("runs open after the last reset", bed.ledger().open(), 1);
        if (!bed.awaitDrained(PATIENCE)) {
            findings.fail("runs are left after resets: " + bed.ledger().countByState());
        }
        return runs;
    }

    private static List<UUID> slowDown(TestBed bed, List<FaultProxy> wires, int count, Findings findings) {
        List<Long> before = hits(wires);
        wires.forEach(wire -> wire.delay(LATENCY));
        long begun = System.nanoTime();
        List<UUID> runs = bed.ledger().insertRuns("chaos-three-effects", "local", count, "{\"ms\":0}");
        if (!bed.awaitDrained(PATIENCE)) {
            findings.fail(
                    "runs are left behind slow connections: " + bed.ledger().countByState());
        }
        findings.equal("workers with slow connections", increased(before, hits(wires)), VICTIMS);
        findings.figure(
                "seconds for %d runs of theirs".formatted(count), Math.round((System.nanoTime() - begun) / 1e9));
        findings.equal("runs taken from slow workers", bed.ledger().claimed(runs, 2), 0);
        wires.forEach(FaultProxy::heal);
        return runs;
    }

    private static List<Long> hits(List<FaultProxy> wires) {
        return wires.stream().map(FaultProxy::hits).toList();
    }

    private static long increased(List<Long> before, List<Long> after) {
        return IntStream.range(0, before.size())
                .filter(i -> after.get(i) > before.get(i))
                .count();
    }
}
