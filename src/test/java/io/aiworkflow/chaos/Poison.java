package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.RunLedger.RunLine;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs that kill whoever executes them, among good ones. */
final class Poison implements ChaosTest {
    private static final String WORKFLOW = "chaos-poison";
    private static final int THREADS = 8;
    private static final int WORKERS = 2;
    private static final int CRASHES = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "poison";
    }

    @Override
    public String criterion() {
        return "5 runs that halt the process, 2 that exhaust its heap and 5 that cannot be read, among 200 good ones:"
                + " given up after 3 crashes, 200 of 200 done, the api answers throughout";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) {
        try (TestBed bed = rig.bed(name())) {
            EngineNode api = bed.api();
            List<EngineNode> workers = new ArrayList<>(List.of(bed.worker(THREADS), bed.worker(THREADS)));
            bed.nodes().forEach(EngineNode::awaitReady);
            List<UUID> killing = new ArrayList<>();
            List<UUID> good = new ArrayList<>(good(bed, scale.of(100)));
            killing.addAll(poisonous(bed, "halt", scale.of(5)));
            List<UUID> unreadable = unreadable(bed, scale.of(5));
            good.addAll(good(bed, scale.of(100)));
            killing.addAll(poisonous(bed, "exhaust", scale.of(2)));
            AtomicInteger probes = new AtomicInteger();
            AtomicInteger unanswered = new AtomicInteger();
            int[] deaths = new int[1];
            Waiting.upTo(PATIENCE, () -> {
                deaths[0] += restartDead(bed, workers);
                probes.incrementAndGet();
                unanswered.addAndGet(bed.client().get("/api/v1/runs?limit=1").status() == 200 ? 0 : 1);
                return bed.ledger().open() == 0;
            });
            check(bed, good, killing, unreadable, findings);
            findings.atLeast("workers killed by runs", deaths[0], killing.size());
            findings.atMost("workers killed per poisonous run", (double) deaths[0] / killing.size(), CRASHES);
            findings.figure("looks at the api", probes.get());
            findings.equal("looks without an answer", unanswered.get(), 0);
            findings.equal("the api lives", api.isAlive() ? 1 : 0, 1);
            Judge judge = new Judge(bed);
            judge.requireKeptPromises(findings);
            judge.requireOnce(good, List.of("effect"), findings);
        }
    }

    private static void check(
            TestBed bed, List<UUID> good, List<UUID> killing, List<UUID> unreadable, Findings findings) {
        Map<UUID, RunLine> runs = bed.ledger().runsById();
        findings.equal("good runs done", bed.ledger().count(good, "succeeded"), good.size());
        findings.equal(
                "good runs given up along with the poison",
                good.stream()
                        .filter(id -> runs.get(id).state().equals("failed"))
                        .count(),
                0);
        findings.equal(
                "poisonous runs given up after 3 crashes",
                killing.stream()
                        .map(runs::get)
                        .filter(run -> run.state().equals("failed") && "RUN_CRASHED".equals(run.errorCode()))
                        .filter(run -> run.crashes() == CRASHES)
                        .count(),
                killing.size());
        findings.equal("unreadable runs given up", bed.ledger().count(unreadable, "failed"), unreadable.size());
    }

    private static int restartDead(TestBed bed, List<EngineNode> workers) {
        int dead = 0;
        for (int i = 0; i < WORKERS; i++) {
            if (!workers.get(i).isAlive()) {
                workers.set(i, bed.worker(THREADS));
                dead++;
            }
        }
        return dead;
    }

    private static List<UUID> good(TestBed bed, int count) {
        return bed.client().submitAll(WORKFLOW, count, i -> "{\"ms\":200}");
    }

    private static List<UUID> poisonous(TestBed bed, String kind, int count) {
        return bed.client().submitAll(WORKFLOW, count, i -> "{\"kind\":\"%s\"}".formatted(kind));
    }

    /** PostgreSQL takes JSON that is nested deeper than any reader of the engine goes. */
    private static List<UUID> unreadable(TestBed bed, int count) {
        String deep = "[".repeat(1500) + "]".repeat(1500);
        return bed.ledger().insertRuns(WORKFLOW, "local", count, deep);
    }
}
