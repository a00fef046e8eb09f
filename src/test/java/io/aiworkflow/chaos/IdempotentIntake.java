package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.ApiClient;
import io.aiworkflow.chaos.rig.ApiClient.Answer;
import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.FaultProxy;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.TestBed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many callers send the same request at the same moment, and half of them never see the answer. */
final class IdempotentIntake implements ChaosTest {
    private static final String INPUT = "{\"ms\":0,\"order\":17}";
    private static final String KEY = "order-17";

    @Override
    public String name() {
        return "idempotent-intake";
    }

    @Override
    public String criterion() {
        return "200 clients with one idempotency key, half of them cut off after sending: 1 run, identical answers; the"
                + " same key with another body is refused with 422 each time";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) throws Exception {
        int clients = scale.of(200);
        try (TestBed bed = rig.bed(name())) {
            EngineNode api = bed.api();
            bed.worker(4);
            bed.nodes().forEach(EngineNode::awaitReady);
            try (FaultProxy proxy = new FaultProxy(api.port())) {
                proxy.cutAfter(0);
                List<Answer> answers = sendAtOnce(clients, bed.client(), new ApiClient(proxy.port()));
                List<Answer> heard =
                        answers.stream().filter(answer -> answer.status() != 0).toList();
                findings.atLeast("connections cut after sending", proxy.hits(), clients / 2.0);
                findings.equal("answers that arrived", heard.size(), clients - clients / 2);
                findings.equal("answers with status 202", with(heard, 202), heard.size());
                // Those who were cut off do what a good caller does.
                List<Answer> all = new ArrayList<>(heard);
                for (int i = 0; i < clients / 2; i++) {
                    all.add(send(bed.client(), INPUT));
                }
                findings.equal(
                        "different answers",
                        all.stream().map(Answer::body).distinct().count(),
                        1);
                List<Answer> others = new ArrayList<>();
                for (int i = 0; i < clients / 2; i++) {
                    others.add(send(bed.client(), "{\"ms\":0,\"order\":18}"));
                }
                findings.equal("refusals of another body", with(others, 422), others.size());
            }
            findings.equal("runs", bed.ledger().runs().size(), 1);
            bed.awaitDrained(Duration.ofSeconds(30));
            findings.equal("effects", rig.sink().effects().size(), 1);
            new Judge(bed).requireKeptPromises(findings);
        }
    }

    private static List<Answer> sendAtOnce(int clients, ApiClient good, ApiClient cut) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<Answer>> sent = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                ApiClient client = i % 2 == 0 ? good : cut;
                Callable<Answer> call = () -> {
                    start.await();
                    return send(client, INPUT);
                };
                sent.add(threads.submit(call));
            }
            start.countDown();
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> each : sent) {
                answers.add(each.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Answer send(ApiClient client, String input) {
        return client.submit("chaos-one-effect", input, "Idempotency-Key", KEY);
    }

    private static long with(List<Answer> answers, int status) {
        return answers.stream().filter(answer -> answer.status() == status).count();
    }
}
