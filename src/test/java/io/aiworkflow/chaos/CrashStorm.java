package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Kills, flushes and restarts everything while many runs are under way. */
final class CrashStorm implements ChaosTest {
    private static final int WORKERS = 3;
    private static final int THREADS = 8;

    @Override
    public String name() {
        return "crash-storm";
    }

    @Override
    public String criterion() {
        return "1,000 runs of 0.2 to 2 s on 3 workers of 8 threads; 5 workers killed, Redis flushed twice, PostgreSQL"
                + " stopped immediately once: 0 lost, each effect applied outside once, one final state each, drained within 180 s";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) {
        Random random = scale.random();
        int runs = scale.of(1000);
        try (TestBed bed = rig.bed(name())) {
            bed.api();
            List<EngineNode> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                workers.add(bed.worker(THREADS));
            }
            bed.nodes().forEach(EngineNode::awaitReady);
            long begun = System.nanoTime();
            List<UUID> accepted = bed.client()
                    .submitAll("chaos-three-effects", runs, i -> "{\"ms\":%d}".formatted(60 + random.nextInt(600)));
            List<Runnable> faults = faults(bed, workers, random, findings, scale.of(5));
            // The storm must be over while there are runs left, so it is spread over the time that they take at least.
            Duration pause = Duration.ofMillis(runs * 1100L / (WORKERS * THREADS) / (faults.size() + 1));
            faults.forEach(fault -> {
                Waiting.pause(pause);
                fault.run();
            });
            findings.atLeast("runs open after the last fault", bed.ledger().open(), 1);
            boolean drained = bed.awaitDrained(Duration.ofSeconds(240));
            findings.inTime("seconds until drained", (System.nanoTime() - begun) / 1e9, 180);
            if (!drained) {
                findings.fail("runs are left: " + bed.ledger().countByState());
            }
            Judge judge = new Judge(bed);
            judge.requireAllSucceeded(accepted, findings);
            judge.requireOnce(accepted, List.of("first", "second", "third"), findings);
            findings.equal("runs given up", bed.ledger().countByState().getOrDefault("failed", 0L), 0);
        }
    }

    private static List<Runnable> faults(
            TestBed bed, List<EngineNode> workers, Random random, Findings findings, int kills) {
        int[] struck = new int[3];
        List<Runnable> faults = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            faults.add(() -> {
                int victim = random.nextInt(workers.size());
                workers.get(victim).kill();
                workers.set(victim, bed.worker(THREADS));
                findings.equal("kills", ++struck[0], struck[0]);
            });
        }
        for (int i = 0; i < 2; i++) {
            faults.add(() -> {
                bed.rig().redis().flushAll();
                findings.equal("flushes of Redis", ++struck[1], struck[1]);
            });
        }
        faults.add(() -> {
            bed.rig().postgres().restartImmediately(Duration.ofSeconds(1));
            findings.equal("restarts of PostgreSQL", ++struck[2], struck[2]);
        });
        Collections.shuffle(faults, random);
        return faults;
    }
}
