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
                + " writes accepted, at least 20 refused and counted, 0 duplicate keyed effects";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) {
        int rounds = Math.max(1, scale.of(20) / VICTIMS);
        try (TestBed bed = rig.bed(name())) {
            List<EngineNode> victims = new ArrayList<>();
            for (int i = 0; i < VICTIMS; i++) {
                victims.add(bed.worker(THREADS));
            }
            EngineNode rescuer = bed.worker(VICTIMS * THREADS);
            bed.nodes().forEach(EngineNode::awaitReady);
            List<UUID> accepted = new ArrayList<>();
            int freezes = 0;
            for (int round = 0; round < rounds; round++) {
                accepted.addAll(freeze(bed, victims, rescuer, "zombie-" + round));
                freezes += victims.size();
            }
            Waiting.upTo(Duration.ofSeconds(15), () -> refused(bed) >= accepted.size());
            findings.atLeast("freezes past the lease", freezes, rounds * VICTIMS);
            findings.atLeast("stale writes refused", refused(bed), freezes);
            findings.equal("writes refused to the one who held the run", refused(bed, rescuer), 0);
            new Judge(bed).requireAllSucceeded(accepted, findings);
        }
    }

    /** The rescuer is frozen for a moment first, so that the victims get all the runs. */
    private static List<UUID> freeze(TestBed bed, List<EngineNode> victims, EngineNode rescuer, String gate) {
        int count = VICTIMS * THREADS;
        bed.rig().sink().shut(gate);
        rescuer.freeze();
        List<UUID> runs = bed.ledger()
                .insertRuns("chaos-three-effects", "local", count, "{\"ms\":0,\"gate\":\"%s\"}".formatted(gate));
        Waiting.until("the victims hold all", PATIENCE, () -> bed.ledger().count(runs, "running") == count);
        // Each must be inside of a step, or it would not write anything.
        Waiting.until("all steps are under way", PATIENCE, () -> arrived(bed, runs) == count);
        rescuer.thaw();
        victims.forEach(EngineNode::freeze);
        Waiting.until(
                "another worker has all runs", PATIENCE, () -> bed.ledger().claimed(runs, 2) == count);
        victims.forEach(EngineNode::thaw);
        bed.rig().sink().open(gate);
        bed.awaitDrained(PATIENCE);
        return runs;
    }

    private static long arrived(TestBed bed, List<UUID> runs) {
        return bed.rig().sink().effects().stream()
                .filter(effect -> runs.contains(UUID.fromString(effect.run())))
                .count();
    }

    private static long refused(TestBed bed) {
        return bed.ledger().number("select coalesce(sum(stale_writes), 0) from worker");
    }

    private static long refused(TestBed bed, EngineNode node) {
        return bed.ledger()
                .number("select coalesce(sum(stale_writes), 0) from worker where host like '%/" + node.pid() + "'");
    }
}
