package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Workers that lose their runs to another one, the rescuer, without knowing it. */
final class Victims {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestBed bed;
    private final List<EngineNode> workers;
    private final EngineNode rescuer;
    private final int slots;

    /** @param slots of all the workers together */
    Victims(TestBed bed, List<EngineNode> workers, EngineNode rescuer, int slots) {
        this.bed = bed;
        this.workers = workers;
        this.rescuer = rescuer;
        this.slots = slots;
    }

    /**
     * As many runs as they have slots, each in a step of its own that lasts until the gate is opened. The rescuer is
     * frozen for a moment, so that they get all of them.
     */
    List<UUID> hold(String gate) {
        bed.rig().sink().shut(gate);
        rescuer.freeze();
        // A claim that it has sent before may still be executed, and would take runs to it.
        Waiting.pause(Duration.ofSeconds(1));
        List<UUID> runs = bed.ledger()
                .insertRuns("chaos-three-effects", "local", slots, "{\"ms\":0,\"gate\":\"%s\"}".formatted(gate));
        Waiting.until("the victims hold all", PATIENCE, () -> bed.ledger().count(runs, "running") == slots);
        // Each must be inside of a step, or it would not write anything.
        Waiting.until("all steps are under way", PATIENCE, () -> arrived(runs) == slots);
        rescuer.thaw();
        return runs;
    }

    void awaitRescued(List<UUID> runs) {
        Waiting.until(
                "another worker has all runs", PATIENCE, () -> bed.ledger().claimed(runs, 2) == slots);
    }

    /** How many writes of each were refused, as they have told themselves. */
    List<Long> refused() {
        return workers.stream().map(this::refused).toList();
    }

    long refused(EngineNode node) {
        return number("coalesce(sum(stale_writes), 0)", node);
    }

    /** How many of them have a lease. */
    long leases() {
        return workers.stream()
                .filter(node -> number("count(*) filter (where lease_until > now())", node) > 0)
                .count();
    }

    private long number(String what, EngineNode node) {
        return bed.ledger().number("select %s from worker where host like '%%/%d'".formatted(what, node.pid()));
    }

    private long arrived(List<UUID> runs) {
        return bed.rig().sink().effects().stream()
                .filter(effect -> runs.contains(UUID.fromString(effect.run())))
                .count();
    }
}
