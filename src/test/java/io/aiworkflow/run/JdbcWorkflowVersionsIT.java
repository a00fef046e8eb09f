package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.WorkflowDefinition;
import io.aiworkflow.workflow.WorkflowOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcWorkflowVersionsIT {
    private static final Duration MONTH = Duration.ofDays(30);

    private static HikariDataSource dataSource;
    private static JdbcClient database;
    private static JdbcWorkflowVersions versions;
    private static JdbcRunStore store;
    private static JdbcRunQueue queue;
    private static JdbcRunJournal journal;

    @BeforeAll
    static void createStores() {
        dataSource = TestDatabase.migrated();
        database = JdbcClient.create(dataSource);
        QueueProperties properties = new QueueProperties(1000, 1000, 0, Duration.ofSeconds(30), Duration.ZERO, 10);
        versions = new JdbcWorkflowVersions(database);
        store = new JdbcRunStore(database, properties);
        queue = new JdbcRunQueue(database, properties, new JdbcRunWaits(database));
        journal = new JdbcRunJournal(database, new RunSignals());
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @BeforeEach
    void startEmpty() {
        database.sql("truncate run, run_key, run_step, run_payload, run_wait, workflow_version")
                .update();
    }

    @Test
    void keepsTextAndSchemasOfAVersion() {
        WorkflowDefinition definition = new WorkflowDefinition(
                "w",
                "v1",
                "described",
                "routes/w",
                "- route: ä",
                Optional.of(DocumentSchema.parse("schema", "{\"type\": \"object\"}")),
                Optional.empty(),
                new WorkflowOptions());
        versions.save(definition);
        assertThat(versions.find("w", "v1")).hasValueSatisfying(kept -> {
            assertThat(kept.source()).isEqualTo("routes/w");
            assertThat(kept.content()).isEqualTo("- route: ä");
            assertThat(kept.inputSchema()).contains("{\"type\":\"object\"}");
            assertThat(kept.outputSchema()).isEmpty();
            assertThat(kept.isJava()).isFalse();
        });
        assertThat(versions.find("w", "v2")).isEmpty();
    }

    @Test
    void tellsWhichWorkflowsAreAskedForAndCanBeLoadedAgain() {
        WorkflowDefinition deleted = saved("deleted", "v1", "routes/deleted");
        WorkflowDefinition known = saved("known", "v1", "routes/known");
        WorkflowDefinition inJava = saved("in-java", "v1", "java:in-java");
        saved("idle", "v1", "routes/idle");
        for (int i = 0; i < 3; i++) {
            List.of(deleted, known, inJava).forEach(JdbcWorkflowVersionsIT::submit);
        }
        submit(definition("forgotten", "v1", "routes/forgotten"));
        assertThat(versions.restorable(Set.of("known"))).containsExactly("deleted");
        assertThat(versions.restorable(Set.of())).containsExactlyInAnyOrder("deleted", "known");
    }

    @Test
    void forgetsOnlyOldVersionsThatNobodyNeeds() {
        saved("w", "unused", "routes/w");
        submit(saved("w", "used", "routes/w"));
        saved("w", "young", "routes/w");
        saved("w", "newest", "routes/w");
        saved("single", "v1", "routes/single");
        database.sql("update workflow_version set loaded_at = now() - interval '40 days' where version <> 'young'")
                .update();
        assertThat(versions.deleteUnused(MONTH)).isEqualTo(2);
        assertThat(versions.find("w", "unused")).isEmpty();
        assertThat(versions.find("w", "newest")).as("others were loaded later").isEmpty();
        assertThat(versions.find("w", "used")).isPresent();
        assertThat(versions.find("w", "young")).isPresent();
        assertThat(versions.find("single", "v1")).isPresent();
    }

    @Test
    void aVersionThatWasBroughtBackIsTheNewest() {
        WorkflowDefinition first = saved("w", "v1", "routes/w");
        saved("w", "v2", "routes/w");
        database.sql("update workflow_version set loaded_at = now() - interval '60 days' where version = 'v1'")
                .update();
        versions.save(first);
        database.sql("update workflow_version set loaded_at = loaded_at - interval '40 days'")
                .update();
        assertThat(versions.deleteUnused(MONTH)).isOne();
        assertThat(versions.find("w", "v1")).isPresent();
    }

    @Test
    void aRestartedRunHasAnEmptyJournalAndItsNewVersion() {
        UUID run = submit(saved("w", "v1", "routes/w"));
        UUID other = submit(saved("w", "v1", "routes/w"));
        List<Claim> claims = queue.claim(new ClaimRequest(UUID.randomUUID(), Set.of("w"), Set.of(), Map.of(), 2));
        claims.forEach(claim -> journal.recordStep(
                claim, new StepKey("first", ""), StepResult.inline(TextNode.valueOf("x"), Duration.ofMillis(1))));
        Claim claim = claims.stream()
                .filter(held -> held.runId().equals(run))
                .findFirst()
                .orElseThrow();
        queue.restart(claim, "v2");
        assertThat(journal.finishedSteps(run)).isEmpty();
        assertThat(journal.finishedSteps(other)).hasSize(1);
        assertThat(store.find(run).orElseThrow().version()).isEqualTo("v2");

        journal.recordStep(
                claim, new StepKey("first", ""), StepResult.inline(TextNode.valueOf("y"), Duration.ofMillis(1)));
        database.sql("update run set token = token + 1").update();
        assertThatThrownBy(() -> queue.restart(claim, "v3")).isInstanceOf(StaleClaim.class);
        assertThat(journal.finishedSteps(run)).hasSize(1);
    }

    @Test
    void aVersionThatOnlyAnotherLivingWorkerHoldsIsLeftToIt() {
        UUID run = submit(saved("w", "v1", "java:w"));
        UUID former = UUID.randomUUID();
        UUID latter = UUID.randomUUID();
        JdbcWorkerStore workers = new JdbcWorkerStore(database);
        Duration lease = Duration.ofMinutes(1);
        workers.renew(new WorkerReport(former, "former", Set.of("w@v1"), 8, 0, 0, 0, false), lease);
        workers.renew(new WorkerReport(latter, "latter", Set.of("w@v2"), 8, 0, 0, 0, false), lease);
        ClaimRequest ofLatter = new ClaimRequest(latter, Set.of("w"), Set.of("w@v2"), Map.of(), 1);
        assertThat(queue.claim(ofLatter)).isEmpty();
        Claim claim = queue.claim(new ClaimRequest(former, Set.of("w"), Set.of("w@v1"), Map.of(), 1))
                .get(0);
        queue.giveBack(claim);
        workers.remove(former);
        assertThat(queue.claim(ofLatter)).extracting(Claim::runId).containsExactly(run);
    }

    private static UUID submit(WorkflowDefinition workflow) {
        return store.submit(NewRun.of(
                        workflow, TextNode.valueOf("x"), Submitter.ENGINE, Optional.empty(), Optional.empty()))
                .id();
    }

    private static WorkflowDefinition saved(String name, String version, String source) {
        WorkflowDefinition definition = definition(name, version, source);
        versions.save(definition);
        return definition;
    }

    private static WorkflowDefinition definition(String name, String version, String source) {
        return new WorkflowDefinition(
                name, version, "", source, "text", Optional.empty(), Optional.empty(), new WorkflowOptions());
    }
}
