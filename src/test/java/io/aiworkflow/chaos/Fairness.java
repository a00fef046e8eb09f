package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** One user fills the queue before another one comes. */
final class Fairness implements ChaosTest {
    private static final int CAP = 4;
    private static final Duration SAMPLE = Duration.ofMillis(50);

    @Override
    public String name() {
        return "fairness";
    }

    @Override
    public String criterion() {
        return "user A has 2,000 runs queued, then B sends 20, at most 4 of one user at a time: never more than 4 (looked"
                + " at every 50 ms); B waits 3 s at most (p95)";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) throws Exception {
        try (TestBed bed = rig.bed(name()).set("engine.queue.user-concurrency", Integer.toString(CAP))) {
            bed.worker(8);
            bed.worker(8);
            bed.nodes().forEach(EngineNode::awaitReady);
            List<UUID> ofA = bed.ledger().insertRuns("chaos-one-effect", "a", scale.of(2000), "{\"ms\":200}");
            Sampler sampler = new Sampler(bed);
            Waiting.until("A's runs are under way", Duration.ofSeconds(20), () -> sampler.look() > 0);
            List<UUID> ofB = bed.ledger().insertRuns("chaos-one-effect", "b", 20, "{\"ms\":200}");
            Waiting.upTo(Duration.ofSeconds(60), () -> {
                sampler.look();
                return bed.ledger().count(ofB, "succeeded") == ofB.size();
            });
            for (int i = 0; i < 60; i++) {
                sampler.look();
                Waiting.pause(SAMPLE);
            }
            findings.equal("B's runs done", bed.ledger().count(ofB, "succeeded"), ofB.size());
            findings.atLeast(
                    "A's runs still queued when B had come", bed.ledger().count(ofA, "queued"), 1);
            findings.figure("looks", sampler.looks.get());
            findings.equal("most runs of one user at a time", sampler.most.get(), CAP);
            findings.inTime("B's wait, p95, seconds", Durations.percentile(waits(bed), 95), 3);
            new Judge(bed).requireKeptPromises(findings);
        }
    }

    private static List<Duration> waits(TestBed bed) {
        String every = "(select submitter, created_at, started_at from run union all"
                + " select submitter, created_at, started_at from run_history) r";
        return bed
                .ledger()
                .sql()
                .sql("select extract(epoch from started_at - created_at) from " + every + " where submitter = 'b'")
                .query(Double.class)
                .list()
                .stream()
                .map(seconds -> Duration.ofMillis((long) (seconds * 1000)))
                .toList();
    }

    /** Counts how many runs of one user are executed at the moment. */
    private static final class Sampler {
        private final TestBed bed;
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger looks = new AtomicInteger();

        Sampler(TestBed bed) {
            this.bed = bed;
        }

        int look() {
            int now = (int) bed.ledger().number("""
                    select coalesce(max(runs), 0)
                      from (select count(*) as runs from run where state = 'running' group by submitter) r""");
            looks.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
            return now;
        }
    }
}
