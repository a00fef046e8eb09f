package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Freezes workers until others have their runs, then lets them go on with what they had in hand. */
final class Zombies implements ChaosTest {
    private static final int VICTIMS = 4;
    private static final int THREADS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "zombie";
    }

    @Override
    public String criterion() {
        return "20 times a worker is frozen (SIGSTOP) past its lease until another has its runs, then thawed: 0 stale"
                + " writes accepted, at least 20 refused and counted, each effect applied outside once";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) {
        int rounds = Math.max(1, scale.of(20) / VICTIMS);
        try (TestBed bed = rig.bed(name())) {
            List<EngineNode> workers = new ArrayList<>();
            for (int i = 0; i < VICTIMS; i++) {
                workers.add(bed.worker(THREADS));
            }
            EngineNode rescuer = bed.worker(VICTIMS * THREADS);
            bed.nodes().forEach(EngineNode::awaitReady);
            Victims victims = new Victims(bed, workers, rescuer, VICTIMS * THREADS);
            List<UUID> accepted = new ArrayList<>();
            int freezes = 0;
            for (int round = 0; round < rounds; round++) {
                String gate = "zombie-" + round;
                List<UUID> runs = victims.hold(gate);
                accepted.addAll(runs);
                workers.forEach(EngineNode::freeze);
                victims.awaitRescued(runs);
                workers.forEach(EngineNode::thaw);
                bed.rig().sink().open(gate);
                bed.awaitDrained(PATIENCE);
                freezes += workers.size();
            }
            Waiting.upTo(Duration.ofSeconds(15), () -> refused(victims) >= accepted.size());
            findings.atLeast("freezes past the lease", freezes, rounds * VICTIMS);
            findings.atLeast("stale writes refused", refused(victims), freezes);
            findings.equal("writes refused to the one who held the run", victims.refused(rescuer), 0);
            Judge judge = new Judge(bed);
            judge.requireAllSucceeded(accepted, findings);
            judge.requireOnce(accepted, List.of("first", "second", "third"), findings);
        }
    }

    private static long refused(Victims victims) {
        return victims.refused().stream().mapToLong(Long::longValue).sum();
    }
}
