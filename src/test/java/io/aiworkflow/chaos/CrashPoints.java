package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.EffectSink.Effect;
import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.RunLedger.RunLine;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Halts workers at named places of their work, again and again, on runs that make all kinds of effects. */
final class CrashPoints implements ChaosTest {
    static final List<String> POINTS = List.of(
            "after-claim",
            "before-intent",
            "before-effect",
            "after-effect",
            "before-journal",
            "after-journal",
            "before-complete",
            "after-complete");
    private static final int POOL = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Override
    public String name() {
        return "crash-points";
    }

    @Override
    public String criterion() {
        return "workers halted 20 times at each of 8 points (" + String.join(", ", POINTS)
                + "): 0 runs lost, 0 finished steps repeated, each keyed effect applied outside once; effects without a key never"
                + " repeated, the unknown ones all shown as needing review";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) throws Exception {
        List<String> plan = new ArrayList<>();
        POINTS.forEach(point -> plan.addAll(Collections.nCopies(scale.of(20), point)));
        Collections.shuffle(plan, scale.random());
        Map<String, Integer> struck = Collections.synchronizedMap(new TreeMap<>());
        // Each halt counts as a crash of the run in hand, and a run may be halted many times here.
        try (TestBed bed = rig.bed(name()).set("engine.worker.max-crashes", "100")) {
            EngineNode first = bed.worker(1, "after-claim", 1_000_000).awaitReady();
            first.kill();
            // One kind after the other, or the runs that are repeated most would take nearly all of the halts.
            int half = plan.size() / 2;
            List<UUID> unkeyed = bed.ledger().insertRuns("chaos-review", "local", 3 * half, "{\"ms\":0}");
            haltAll(bed, plan.subList(0, half), scale.random(), struck);
            List<UUID> keyed = bed.ledger().insertRuns("chaos-effects", "local", 3 * half, "{\"ms\":0}");
            haltAll(bed, plan.subList(half, plan.size()), scale.random(), struck);
            POINTS.forEach(point -> findings.equal("halts " + point, struck.getOrDefault(point, 0), scale.of(20)));
            bed.worker(16).awaitReady();
            bed.worker(16).awaitReady();
            Waiting.upTo(Duration.ofSeconds(180), () -> open(bed) == 0);
            findings.equal("runs left", open(bed), 0);
            checkUnkeyed(bed, unkeyed, findings);
            Judge judge = new Judge(bed);
            judge.requireAllSucceeded(keyed, findings);
            judge.requireOnce(keyed, List.of("keyed", "asked"), findings);
        }
    }

    /** A few at a time, each starting anew as soon as it has halted. */
    private static void haltAll(TestBed bed, List<String> plan, Random random, Map<String, Integer> struck)
            throws Exception {
        AtomicInteger next = new AtomicInteger();
        int[] passes = random.ints(plan.size(), 0, 3).toArray();
        Chains.run(POOL, POOL, (number, rounds) -> {
            for (int i = next.getAndIncrement(); i < plan.size(); i = next.getAndIncrement()) {
                EngineNode node = bed.worker(1, plan.get(i), passes[i]);
                if (node.awaitEnd(PATIENCE) == EngineNode.HALTED) {
                    struck.merge(plan.get(i), 1, Integer::sum);
                }
            }
        });
    }

    /** Runs that still have something to do by themselves. */
    private static long open(TestBed bed) {
        return bed.ledger()
                .number("select count(*) from run where state in ('queued', 'running') or state = 'waiting'"
                        + " and waits_for is distinct from 'review'");
    }

    private static void checkUnkeyed(TestBed bed, List<UUID> runs, Findings findings) {
        Map<String, Long> arrivals = bed.rig().sink().effects().stream()
                .filter(effect -> effect.step().equals("unkeyed"))
                .collect(Collectors.groupingBy(Effect::run, Collectors.counting()));
        Map<UUID, RunLine> lines = bed.ledger().runsById();
        findings.equal(
                "effects without a key missing of runs done",
                runs.stream()
                        .filter(run -> lines.get(run).state().equals("succeeded"))
                        .filter(run -> !arrivals.containsKey(run.toString()))
                        .count(),
                0);
        long inReview = bed.ledger().number("select count(*) from run where waits_for = 'review'");
        findings.equal(
                "effects without a key that came twice",
                arrivals.values().stream().filter(count -> count > 1).count(),
                0);
        findings.atLeast("runs that wait for a review", inReview, 1);
        findings.equal(
                "unknown effects shown as needing review",
                bed.ledger().number("select count(*) from effect where state = 'needs-review'"),
                inReview);
        findings.equal("unknown effects not shown", unshown(bed), 0);
        findings.equal("runs done or in review", bed.ledger().count(runs, "succeeded") + inReview, runs.size());
    }

    private static long unshown(TestBed bed) {
        return bed.ledger().number("select count(*) from effect where mode = 'review' and state = 'intended'");
    }
}
