package io.aiworkflow.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aiworkflow.chaos.rig.ApiClient.Answer;
import io.aiworkflow.chaos.rig.EngineNode;
import io.aiworkflow.chaos.rig.Rig;
import io.aiworkflow.chaos.rig.RunLedger.RunLine;
import io.aiworkflow.chaos.rig.TestBed;
import io.aiworkflow.chaos.rig.Waiting;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.RunAccess;
import io.aiworkflow.run.RunStore;
import io.aiworkflow.workflow.WorkflowDefinition;
import io.aiworkflow.workflow.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Kills the process that accepts runs while it does, and takes submissions back before they are committed. */
final class DurableIntake implements ChaosTest {
    private static final int CALLERS = 8;

    @Override
    public String name() {
        return "durable-intake";
    }

    @Override
    public String criterion() {
        return "2,000 submits with the api killed 5 times: 0 acknowledged runs missing; 500 submits rolled back: 0 of"
                + " them visible";
    }

    @Override
    public void run(Rig rig, Scale scale, Findings findings) throws Exception {
        try (TestBed bed = rig.bed(name())) {
            Queue<UUID> acknowledged = new ConcurrentLinkedQueue<>();
            int kills = submitThroughKills(bed, scale.of(2000), scale.of(5), acknowledged, findings);
            findings.equal("kills of the api", kills, scale.of(5));
            Set<UUID> there =
                    bed.ledger().runs().stream().map(RunLine::id).collect(Collectors.toCollection(HashSet::new));
            findings.equal("acknowledged", acknowledged.size(), scale.of(2000));
            findings.equal(
                    "acknowledged runs missing",
                    acknowledged.stream().filter(id -> !there.contains(id)).count(),
                    0);
            findings.figure("runs whose answer was lost", there.size() - acknowledged.size());
            rollBack(bed, scale.of(500), findings);
        }
    }

    private static int submitThroughKills(
            TestBed bed, int count, int kills, Queue<UUID> acknowledged, Findings findings) throws Exception {
        EngineNode api = bed.api().awaitReady();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            for (int i = 0; i < count; i++) {
                callers.submit(() -> submitUntilAcknowledged(bed, acknowledged));
            }
            callers.shutdown();
            int killed = 0;
            for (; killed < kills; killed++) {
                int next = count * (killed + 1) / (kills + 1);
                Waiting.until("so many are accepted", Duration.ofSeconds(120), () -> acknowledged.size() >= next);
                api.kill();
                api = bed.api().awaitReady();
            }
            if (!callers.awaitTermination(180, TimeUnit.SECONDS)) {
                findings.fail("the callers do not come to an end");
            }
            return killed;
        } finally {
            callers.shutdownNow();
        }
    }

    /** Without a key, so each answer stands for a run of its own. */
    private static void submitUntilAcknowledged(TestBed bed, Queue<UUID> acknowledged) {
        while (true) {
            Answer answer = bed.client().submit("chaos-no-op", "{}");
            if (answer.status() == 202) {
                acknowledged.add(answer.run());
                return;
            }
            Waiting.pause(Duration.ofMillis(100));
        }
    }

    /** Run, place in the queue and key must go together, so all of it must be gone. */
    private static void rollBack(TestBed bed, int count, Findings findings) {
        RunStore store = new RunAccess(bed.ledger().dataSource()).store();
        TransactionTemplate transaction =
                new TransactionTemplate(new JdbcTransactionManager(bed.ledger().dataSource()));
        WorkflowDefinition workflow = new WorkflowDefinition(
                "chaos-no-op", "0", "", "java:none", "", Optional.empty(), Optional.empty(), new WorkflowOptions());
        List<UUID> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NewRun run = NewRun.of(
                    workflow,
                    JsonNodeFactory.instance.objectNode(),
                    Submitter.ENGINE,
                    Optional.of("rolled-back-" + i),
                    Optional.empty());
            transaction.executeWithoutResult(status -> {
                taken.add(store.submit(run).id());
                status.setRollbackOnly();
            });
        }
        findings.equal("submits rolled back", taken.size(), count);
        findings.equal(
                "rolled-back runs visible",
                bed.ledger().runs().stream()
                        .filter(run -> taken.contains(run.id()))
                        .count(),
                0);
        findings.equal("keys of theirs left", bed.ledger().number("select count(*) from run_key"), 0);
    }
}
