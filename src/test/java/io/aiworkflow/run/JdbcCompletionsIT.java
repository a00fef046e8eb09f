package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.run.JdbcCompletions.Completion;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.workflow.WorkflowDefinition;
import io.aiworkflow.workflow.WorkflowOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcCompletionsIT {
    private static HikariDataSource dataSource;
    private static JdbcRunStore store;
    private static JdbcRunQueue queue;
    private static JdbcCompletions completions;

    @BeforeAll
    static void createStores() {
        dataSource = TestDatabase.migrated();
        JdbcClient database = JdbcClient.create(dataSource);
        QueueProperties properties = new QueueProperties(1000, 1000, 0, Duration.ofSeconds(30), Duration.ZERO, 10);
        store = new JdbcRunStore(database, properties);
        queue = new JdbcRunQueue(database, properties, new JdbcRunWaits(database));
        completions = new JdbcCompletions(database);
    }

    @AfterAll
    static void close() {
        dataSource.close();
    }

    @Test
    void tellsTheClaimThatLostItsRunFromTheOneThatHasIt() {
        UUID run = submit();
        Claim lost = claim(run);
        queue.giveBack(lost);
        Claim held = claim(run);
        UUID other = submit();
        List<Completion> group = List.of(
                new Completion(lost, "\"lost\""),
                new Completion(held, "\"held\""),
                new Completion(claim(other), "\"other\""));

        assertThat(completions.complete(group)).containsExactly(false, true, true);
        assertThat(store.find(run).orElseThrow().result().asText()).isEqualTo("held");
        assertThat(store.find(other).orElseThrow().result().asText()).isEqualTo("other");
        assertThat(completions.complete(group)).containsExactly(false, false, false);
    }

    private static UUID submit() {
        WorkflowDefinition workflow = new WorkflowDefinition(
                "w", "v1", "", "test", "", Optional.empty(), Optional.empty(), new WorkflowOptions());
        return store.submit(
                        NewRun.of(workflow, StrictJson.toTree(1), Submitter.ENGINE, Optional.empty(), Optional.empty()))
                .id();
    }

    private static Claim claim(UUID run) {
        return queue.claimOne(UUID.randomUUID(), run, 0, Integer.MAX_VALUE).orElseThrow();
    }
}
