package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Runs that a later version of the engine has put into the queue. */
final class UnknownWork implements ChaosTest {
    private static final int COUNT = 50;

    @Override
    public String name() {
        return "unknown-work";
    }

    @Override
    public String criterion() {
        return "50 runs of a later format and 50 of a workflow that nobody has, among 50 good ones: none of them claimed,"
                + " 50 of 50 done";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) {
        try (TestBed bed = rig.bed(name())) {
            EngineNode worker = bed.worker(8).awaitReady();
            // It must not see the runs before they are what they should be.
            worker.freeze();
            List<UUID> later = bed.ledger().insertRuns("chaos-one-effect", "local", COUNT, "{}");
            change(bed, "format = 99", later);
            List<UUID> unknown = bed.ledger().insertRuns("chaos-one-effect", "local", COUNT, "{}");
            change(bed, "workflow = 'of-the-future'", unknown);
            List<UUID> good = bed.ledger().insertRuns("chaos-one-effect", "local", COUNT, "{\"ms\":0}");
            worker.thaw();
            Waiting.upTo(Duration.ofSeconds(60), () -> bed.ledger().count(good, "succeeded") == COUNT);
            Waiting.pause(Duration.ofSeconds(5));
            findings.equal("good runs done", bed.ledger().count(good, "succeeded"), COUNT);
            findings.equal("runs of a later format queued", bed.ledger().count(later, "queued"), COUNT);
            findings.equal("claims of them", bed.ledger().claimed(later, 1), 0);
            findings.equal("runs of an unknown workflow queued", bed.ledger().count(unknown, "queued"), COUNT);
            findings.equal("claims of those", bed.ledger().claimed(unknown, 1), 0);
            Judge judge = new Judge(bed);
            judge.requireKeptPromises(findings);
            judge.requireOnce(good, List.of("only"), findings);
        }
    }

    private static void change(TestBed bed, String assignment, List<UUID> runs) {
        bed.ledger()
                .sql()
                .sql("update run set " + assignment + " where id = any(:runs)")
                .param("runs", runs.toArray(UUID[]::new))
                .update();
    }
}
