package io.aiworkflow.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Chores that end in ways that no chore means to end in. */
@EngineTest
@Import(MaintenanceTroubleIT.Chores.class)
class MaintenanceTroubleIT {
    private static final String JOBS = "/api/v1/maintenance";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient database;

    @Autowired
    MaintenanceHealth health;

    @Autowired
    MeterRegistry registry;

    @Autowired
    PlatformTransactionManager transactions;

    private EngineClient engine;

    @BeforeEach
    void connect() {
        engine = new EngineClient(port);
    }

    @AfterEach
    void forget() {
        database.sql("delete from maintenance_job").update();
    }

    @Test
    void aChoreThatIsTooSlowHasFailed() {
        assertThat(ended(run("endless")).at("/error/code").asText()).isEqualTo("RUN_TIMED_OUT");

        assertFailed("endless", "took longer than the timeout of its workflow");
    }

    @Test
    void aChoreThatIsTooSlowInOneOfItsPartsHasFailed() {
        assertThat(ended(run("endless-part")).get("state").asText()).isEqualTo("failed");

        assertFailed("endless-part", "took longer than the timeout of its workflow");
    }

    @Test
    void anErrorIsAFailureToo() {
        assertThat(ended(run("broken")).get("state").asText()).isEqualTo("failed");

        assertFailed("broken", "org/example/Missing");
    }

    @Test
    void aChoreThatSomebodyCancelsHasNotFailed() {
        String run = run("patient");
        await().atMost(Duration.ofSeconds(30)).until(() -> job("patient").has("lastStartedAt"));

        assertThat(engine.post("/api/v1/runs/" + run + "/cancel", null).status())
                .isBetween(200, 299);

        assertThat(ended(run).get("state").asText()).isEqualTo("cancelled");
        assertThat(job("patient").has("lastOutcome")).isFalse();
    }

    @Test
    void anAuditThatWasTamperedWithFailsTheDigestAndRaisesItsAlert() {
        long event = database.sql("select min(id) from security_events")
                .query(Long.class)
                .single();
        String before = tamper(event, "somebody else");
        try {
            String run = run("security-digest");
            assertFailed("security-digest", "audit: the audit was tampered with at event %d: ".formatted(event));
            engine.post("/api/v1/runs/" + run + "/cancel", null);

            String report = ended(run("evening-report")).at("/result/report").asText();
            JsonNode told = engine.get(JOBS + "/reports/" + report).json();
            assertThat(told.get("summary").asText()).contains("maintenance in trouble:", "security-digest");
            assertThat(told.get("text").asText())
                    .contains("security-digest: failed – audit: the audit was tampered with");
        } finally {
            tamper(event, before);
        }
        assertThat(ended(run("security-digest")).get("state").asText()).isEqualTo("succeeded");
        assertThat(job("security-digest").get("lastOutcome").asText()).isEqualTo("succeeded");
    }

    /** As the owner of the table can; returns what was there. */
    private String tamper(long event, String actor) {
        return new TransactionTemplate(transactions).execute(status -> {
            String before = database.sql("select actor from security_events where id = :id")
                    .param("id", event)
                    .query(String.class)
                    .single();
            database.sql("alter table security_events disable trigger security_events_append_only")
                    .update();
            database.sql("update security_events set actor = :actor where id = :id")
                    .param("actor", actor)
                    .param("id", event)
                    .update();
            database.sql("alter table security_events enable always trigger security_events_append_only")
                    .update();
            return before;
        });
    }

    private void assertFailed(String name, String error) {
        await().atMost(Duration.ofSeconds(30)).until(() -> job(name).has("lastOutcome"));
        JsonNode job = job(name);
        assertThat(job.get("lastOutcome").asText()).isEqualTo("failed");
        assertThat(job.get("lastError").asText()).contains(error);
        assertThat(job.get("failures").asInt()).isEqualTo(1);
        assertThat(health.check().detail()).contains("Failed: " + name);
        assertThat(registry.get("aiworkflow.maintenance.failures")
                        .tag("job", name)
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private String run(String job) {
        EngineClient.Answer answer = engine.post(JOBS + "/" + job + "/run", null);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer.json().get("id").asText();
    }

    private JsonNode ended(String run) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> engine.get("/api/v1/runs/" + run).json().hasNonNull("finishedAt"));
        return engine.get("/api/v1/runs/" + run).json();
    }

    private JsonNode job(String name) {
        return engine.get(JOBS + "/" + name).json();
    }

    @TestConfiguration
    static class Chores {
        @Bean
        MaintenanceJob endless(JobRuns runs) {
            return chore(runs, work -> new CountDownLatch(1).await());
        }

        @Bean
        MaintenanceJob endlessPart(JobRuns runs) {
            return chore(
                    runs,
                    work -> work.part("waiting", () -> {
                        new CountDownLatch(1).await();
                        return 0;
                    }));
        }

        @Bean
        MaintenanceJob broken(JobRuns runs) {
            return chore(runs, work -> {
                throw new NoClassDefFoundError("org/example/Missing");
            });
        }

        @Bean
        RouteBuilder chores() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    chore("endless", "1s", "endless");
                    chore("endless-part", "1s", "endlessPart");
                    chore("patient", "5m", "endless");
                    chore("broken", "5m", "broken");
                }

                private void chore(String name, String timeout, String bean) {
                    from("workflow:maintenance-%s?role=operator&attempts=1&timeout=%s".formatted(name, timeout))
                            .routeId("maintenance-" + name)
                            .step(name + "-step")
                            .bean(bean, "run")
                            .end();
                }
            };
        }

        private static MaintenanceJob chore(JobRuns runs, Chore chore) {
            return new MaintenanceJob(runs) {
                @Override
                protected JobResult work(JobWork work) throws Exception {
                    chore.work(work);
                    throw new IllegalStateException("this chore never comes to an end");
                }
            };
        }
    }

    private interface Chore {
        void work(JobWork work) throws Exception;
    }
}
