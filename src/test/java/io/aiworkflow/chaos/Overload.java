package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.ApiClient.Answer;
import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends five times what the workers can do, and lets thousands of runs become due in the same second. */
final class Overload implements ChaosTest {
    private static final int WORKERS = 2;
    private static final int THREADS = 4;
    private static final int RUN_MILLIS = 200;
    private static final int CALLERS = 64;
    private static final int WARM_UPS = 6;
    private static final Duration HEAP_LOOKS = Duration.ofSeconds(4);
    private static final int LEAST_HEAP_LOOKS = 5;
    private static final int OFFERED_PER_SECOND = 5 * WORKERS * THREADS * 1000 / RUN_MILLIS;

    @Override
    public String name() {
        return "overload";
    }

    @Override
    public String criterion() {
        return "five times the capacity for 60 s, then 5,000 runs due in one second: refused with 429 or 503 and"
                + " Retry-After only, accepted within 500 ms (p95), 80 % of the heap needed at most, normal again within 10 s";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) throws Exception {
        try (TestBed bed =
                rig.bed(name()).set("engine.queue.max-queued", "150").set("engine.queue.max-queued-per-user", "100")) {
            bed.measureHeaps(HEAP_LOOKS);
            bed.api();
            for (int i = 0; i < WORKERS; i++) {
                bed.worker(THREADS);
            }
            bed.nodes().forEach(EngineNode::awaitReady);
            // The first requests of a process take long whatever the load.
            for (int i = 0; i < WARM_UPS; i++) {
                bed.client().submitAll("chaos-one-effect", 50, run -> "{\"ms\":0}");
                bed.awaitDrained(Duration.ofSeconds(60));
            }
            List<Answer> answers = overload(bed, scale.of(60));
            check(answers, findings);
            long calm = System.nanoTime();
            Waiting.upTo(Duration.ofSeconds(60), () -> isNormal(bed));
            findings.inTime("seconds until normal again", (System.nanoTime() - calm) / 1e9, 10);
            bed.awaitDrained(Duration.ofSeconds(60));
            herd(bed, scale.of(5000), findings);
            bed.nodes().forEach(node -> checkHeap(node.name(), rig.sink().heapShares(node.name()), findings));
            new Judge(bed).requireKeptPromises(findings);
        }
    }

    /** At a fixed rate, whatever the answers are. */
    private static List<Answer> overload(TestBed bed, int seconds) throws InterruptedException {
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        ScheduledExecutorService callers = Executors.newScheduledThreadPool(CALLERS);
        String input = "{\"ms\":%d}".formatted(RUN_MILLIS);
        for (int i = 0; i < OFFERED_PER_SECOND * seconds; i++) {
            callers.schedule(
                    () -> answers.add(bed.client().submit("chaos-one-effect", input)),
                    i * 1_000_000L / OFFERED_PER_SECOND,
                    TimeUnit.MICROSECONDS);
        }
        callers.shutdown();
        callers.awaitTermination(seconds * 3L + 60, TimeUnit.SECONDS);
        return new ArrayList<>(answers);
    }

    private static void check(List<Answer> answers, Findings findings) {
        List<Answer> accepted = with(answers, 202);
        List<Answer> refused = new ArrayList<>(with(answers, 429));
        refused.addAll(with(answers, 503));
        findings.figure("offered per second", OFFERED_PER_SECOND);
        findings.figure("offered", answers.size());
        findings.figure("accepted", accepted.size());
        findings.atLeast("refused", refused.size(), 1);
        findings.equal("other answers", answers.size() - accepted.size() - refused.size(), 0);
        findings.equal(
                "refused without Retry-After",
                refused.stream().filter(answer -> answer.retryAfter().isEmpty()).count(),
                0);
        findings.inTime(
                "accepted after, p95, seconds",
                Durations.percentile(accepted.stream().map(Answer::took).toList(), 95),
                0.5);
    }

    /** A run is accepted and done as if nothing had been. */
    private static boolean isNormal(TestBed bed) {
        Answer answer = bed.client().submit("chaos-one-effect", "{\"ms\":0}", "Prefer", "wait=1");
        return answer.status() == 200;
    }

    private static void herd(TestBed bed, int count, Findings findings) {
        bed.ledger().insertWaiting("chaos-no-op", count, Duration.ofSeconds(3));
        List<Duration> looks = new ArrayList<>();
        int[] mostRunning = new int[1];
        int[] unanswered = new int[1];
        long begun = System.nanoTime();
        Waiting.upTo(Duration.ofSeconds(180), () -> {
            Answer answer = bed.client().get("/api/v1/runs?limit=1");
            looks.add(answer.took());
            unanswered[0] += answer.status() == 200 ? 0 : 1;
            mostRunning[0] = Math.max(
                    mostRunning[0], (int) bed.ledger().number("select count(*) from run where state = 'running'"));
            return bed.ledger().open() == 0;
        });
        findings.figure("due in one second", count);
        findings.equal("of them left", bed.ledger().open(), 0);
        findings.figure("seconds until they were done", Math.round((System.nanoTime() - begun) / 1e9 - 3));
        findings.atMost("most claimed at a time", mostRunning[0], WORKERS * THREADS);
        findings.equal("looks at the api without an answer", unanswered[0], 0);
        findings.inTime("looks at the api meanwhile, p95, seconds", Durations.percentile(looks, 95), 0.5);
    }

    /** Each measurement is what is left of the heap when all of it has been collected. */
    private static void checkHeap(String node, List<Double> shares, Findings findings) {
        findings.atLeast("measurements of the heap of " + node, shares.size(), LEAST_HEAP_LOOKS);
        findings.atMost(
                "largest share of the heap of " + node,
                shares.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN),
                0.8);
    }

    private static List<Answer> with(List<Answer> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).toList();
    }
}
