package io.aiworkflow.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.identity.CredentialName;
import io.aiworkflow.identity.CredentialStore;
import io.aiworkflow.identity.CredentialValue;
import io.aiworkflow.platform.HealthCheck.Finding;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Operators see, start, pause and resume the chores; each of them does its work on the whole engine. */
@EngineTest
class MaintenanceIT {
    private static final String JOBS = "/api/v1/maintenance";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient database;

    @Autowired
    MaintenanceHealth health;

    @Autowired
    MaintenanceJobs jobs;

    @Autowired
    MaintenanceMeters meters;

    @Autowired
    MeterRegistry registry;

    @Autowired
    CredentialStore credentials;

    @Autowired
    JdbcReports reports;

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
    void everyChoreIsListedWithItsNextTime() {
        JsonNode all = engine.get(JOBS).json().get("jobs");

        assertThat(all.findValuesAsText("job"))
                .containsExactly(
                        "backup",
                        "certificates",
                        "database",
                        "evening-report",
                        "history",
                        "index",
                        "monthly-report",
                        "morning-report",
                        "payloads",
                        "restore-rehearsal",
                        "retention",
                        "security-digest",
                        "sessions",
                        "snapshots",
                        "weekly-report");
        assertThat(all).allSatisfy(job -> {
            assertThat(Instant.parse(job.get("nextAt").asText()))
                    .isAfter(Instant.now().minusSeconds(60));
            assertThat(job.get("schedule").asText()).endsWith(" in UTC");
            assertThat(job.get("paused").asBoolean()).isFalse();
            assertThat(job.get("overdue").asBoolean()).isFalse();
        });
    }

    @Test
    void everyChoreDoesItsWork() {
        List<String> names = engine.get(JOBS).json().get("jobs").findValuesAsText("job");
        List<String> runs = new ArrayList<>();
        names.forEach(name -> runs.add(run(name)));

        for (String run : runs) {
            JsonNode ended = ended(run);
            assertThat(ended.get("state").asText()).as(ended.toString()).isEqualTo("succeeded");
            assertThat(ended.at("/result/summary").asText()).isNotBlank();
        }
        assertThat(engine.get(JOBS).json().get("jobs")).allSatisfy(job -> {
            assertThat(job.get("lastOutcome").asText()).isEqualTo("succeeded");
            assertThat(job.get("lastDurationMs").asLong()).isNotNegative();
            assertThat(job.get("lastRun").asText()).isIn(runs);
            assertThat(job.get("failures").asInt()).isZero();
        });
        assertThat(health.check()).isEqualTo(Finding.working());
    }

    @Test
    void aPausedChoreIsLeftOutUnlessSomebodyAsksForIt() {
        JsonNode paused = engine.post(JOBS + "/payloads/pause", null).json();
        assertThat(paused.get("paused").asBoolean()).isTrue();
        assertThat(paused.get("pausedBy").asText()).isEqualTo("admin");
        assertThat(paused.has("nextAt")).isFalse();

        // As a schedule would start it.
        JsonNode left = engine.run("maintenance-payloads", "{}").json();
        assertThat(left.at("/result/done").asBoolean()).isFalse();
        assertThat(left.at("/result/summary").asText()).isEqualTo("It is paused by admin.");
        assertThat(job("payloads").has("lastOutcome")).isFalse();

        assertThat(ended(run("payloads")).at("/result/done").asBoolean()).isTrue();
        assertThat(job("payloads").get("lastOutcome").asText()).isEqualTo("succeeded");

        JsonNode resumed = engine.post(JOBS + "/payloads/resume", null).json();
        assertThat(resumed.get("paused").asBoolean()).isFalse();
        assertThat(resumed.has("nextAt")).isTrue();
        assertThat(engine.run("maintenance-payloads", "{}")
                        .json()
                        .at("/result/done")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aChoreThatFailsRaisesItsAlertAndTheOthersGoOn() {
        database.sql("alter table model_usage rename to model_usage_away").update();
        try {
            JsonNode failed = ended(run("retention"));
            assertThat(failed.get("state").asText()).isEqualTo("failed");
            assertThat(failed.at("/error/message").asText()).contains("usageSums");
            assertThat(ended(run("payloads")).get("state").asText()).isEqualTo("succeeded");
            JsonNode job = job("retention");
            assertThat(job.get("lastOutcome").asText()).isEqualTo("failed");
            assertThat(job.get("lastError").asText()).contains("usageSums", "model_usage");
            assertThat(job.get("failures").asInt()).isPositive();
            assertThat(health.check().ok()).isFalse();
            assertThat(health.check().detail()).contains("Failed: retention");
            assertThat(engine.get("/api/v1/health").status()).isEqualTo(200);
            assertThat(registry.get("aiworkflow.maintenance.failures")
                            .tag("job", "retention")
                            .counter()
                            .count())
                    .isPositive();
        } finally {
            database.sql("alter table model_usage_away rename to model_usage").update();
        }
        assertThat(ended(run("retention")).get("state").asText()).isEqualTo("succeeded");
        assertThat(health.check().ok()).isTrue();
        assertThat(job("retention").get("failures").asInt()).isZero();
        assertThat(job("retention").has("lastError")).isFalse();
    }

    @Test
    void aChoreThatDoesNotSucceedInTimeIsOverdueUntilItDoes() {
        ended(run("sessions"));
        assertThat(overdue("sessions")).isZero();
        Instant now = Instant.now();

        assertThat(isOverdue("sessions", now.plus(Duration.ofHours(1)))).isFalse();
        assertThat(isOverdue("sessions", now.plus(Duration.ofHours(3)))).isTrue();

        engine.post(JOBS + "/sessions/pause", null);
        assertThat(isOverdue("sessions", now.plus(Duration.ofHours(3)))).isFalse();
    }

    /** A process that is started again and again would else never tell. */
    @Test
    void aStartForgivesWhatIsOverdueForAnHourOnly() {
        jobs.know();
        database.sql("""
                        update maintenance_job set known_since = now() - interval '70 days', last_success_at = null
                         where job = 'monthly-report'""").update();
        Instant now = Instant.now();

        assertThat(isOverdue("monthly-report", now)).isFalse();
        assertThat(isOverdue("monthly-report", now.plus(Duration.ofHours(2)))).isTrue();
    }

    @Test
    void onlyWhatWasMadeCountsAsABackup() {
        ended(run("backup"));

        assertThat(job("backup").get("lastOutcome").asText()).isEqualTo("succeeded");
        assertThat(job("backup").get("lastSummary").asText()).contains("engine.maintenance.backup.command");
        assertThat(job("backup").has("lastSuccessAt")).isTrue();
        assertThat(job("backup").has("lastDoneAt")).isFalse();
        meters.show(jobs.all());
        assertThat(registry.get("aiworkflow.backup.last.success.timestamp")
                        .gauge()
                        .value())
                .isNaN();
        assertThat(registry.get("aiworkflow.maintenance.last.success.timestamp")
                        .tag("job", "backup")
                        .gauge()
                        .value())
                .isGreaterThan(1.7e9);
    }

    @Test
    void aTokenThatEndsSoonIsToldButNotWhatItIs() {
        CredentialName name = new CredentialName(UUID.randomUUID(), "google", "refresh-token");
        credentials.put(name, new CredentialValue("1//canary"), Instant.now().plus(Duration.ofDays(2)));
        try {
            JsonNode result = ended(run("certificates")).get("result");
            assertThat(result.get("summary").asText())
                    .contains("credential " + name + " ends at ")
                    .doesNotContain("canary");
            meters.show(jobs.all());
            assertThat(registry.get("aiworkflow.credentials.ending").gauge().value())
                    .isEqualTo(1);
        } finally {
            credentials.delete(name);
        }
    }

    @Test
    void whatIsOldOrBelongsToNobodyGoes() {
        UUID gone = UUID.randomUUID();
        database.sql("""
                        insert into conversation (id, owner, title, created_at, updated_at)
                        values (:id, 'nobody', 'Old', now() - interval '200 days', now() - interval '200 days')""").param("id", gone).update();
        database.sql("insert into revoked_token (id, expires_at) values (:id, now() - interval '1 minute')")
                .param("id", gone)
                .update();
        database.sql("insert into run_payload (run_id, step, occurrence, output) values (:id, 'a', '', '{}')")
                .param("id", gone)
                .update();

        List.of(run("retention"), run("sessions"), run("payloads")).forEach(this::ended);

        for (String where : List.of("conversation where id", "revoked_token where id", "run_payload where run_id")) {
            assertThat(database.sql("select count(*) from " + where + " = :id")
                            .param("id", gone)
                            .query(Long.class)
                            .single())
                    .as(where)
                    .isZero();
        }
        assertThat(job("payloads").at("/lastResult/payloads").asInt()).isEqualTo(1);
    }

    @Test
    void aReportTellsWhatSchedulesDidNotDoAndThatThereIsNoBackup() {
        String schedule = "report-" + UUID.randomUUID();
        database.sql("""
                        with made as (
                            insert into schedule (id, name, source, owner, role, workflow, input, kind, spec, misfire, overlap)
                            values (gen_random_uuid(), :name, 'api', 'anna', 'user', 'gone', '{}', 'at', '2026-01-01T00:00:00Z',
                                    'once', 'skip')
                            returning id)
                        insert into schedule_firing (schedule_id, planned_at, outcome, reason)
                        select id, now() - at.ago, at.outcome, 'why'
                          from made,
                               (values (interval '1 hour', 'refused'), (interval '2 hours', 'refused'),
                                       (interval '3 hours', 'fired')) as at (ago, outcome)""").param("name", schedule).update();
        try {
            ended(run("backup"));
            String id = ended(run("evening-report")).at("/result/report").asText();

            JsonNode report = engine.get(JOBS + "/reports/" + id).json();
            assertThat(report.get("text").asText())
                    .contains(schedule + ": 2 times refused – why\n", "backup: never made");
            assertThat(report.get("summary").asText()).contains("schedules in trouble: " + schedule);
        } finally {
            database.sql("delete from schedule where name = :name")
                    .param("name", schedule)
                    .update();
        }
    }

    @Test
    void aReportIsKeptAsTextAndFigures() {
        String id = ended(run("morning-report")).at("/result/report").asText();

        JsonNode listed =
                engine.get(JOBS + "/reports?kind=morning&limit=1").json().at("/reports/0");
        assertThat(listed.get("id").asText()).isEqualTo(id);
        assertThat(listed.get("summary").asText()).startsWith("Morning report: ");
        assertThat(listed.has("text")).isFalse();
        JsonNode whole = engine.get(JOBS + "/reports/" + id).json();
        assertThat(whole.get("text").asText()).contains("\nServices\n  ", "database: works", "\nMaintenance\n");
        assertThat(whole.at("/figures/queue/workers").asInt()).isPositive();
        assertThat(whole.at("/figures/planned")).isNotEmpty();
        assertThat(engine.get(JOBS + "/reports?kind=yearly").status()).isEqualTo(400);
        assertThat(engine.get(JOBS + "/reports/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(engine.get(JOBS + "/reports/x").status()).isEqualTo(404);
    }

    @Test
    void moreOldReportsThanABatchGo() {
        int old = 3 * JdbcReports.BATCH + 5;
        database.sql("""
                        insert into maintenance_report (id, kind, created_at, from_at, until_at, summary, content, figures)
                        select gen_random_uuid(), 'morning', now() - interval '401 days', now(), now(), 'old', 'old', '{}'
                          from generate_series(1, :rows)""").param("rows", old).update();

        assertThat(reports.removeOld(Duration.ofDays(400))).isEqualTo(JdbcReports.BATCH);
        assertThat(ended(run("retention")).at("/result/reports").asInt()).isEqualTo(old - JdbcReports.BATCH);
        assertThat(database.sql("select count(*) from maintenance_report where summary = 'old'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void whatThereIsNotIsNotFound() {
        assertThat(engine.get(JOBS + "/washing").status()).isEqualTo(404);
        assertThat(engine.post(JOBS + "/text-statistics/run", null).status()).isEqualTo(404);
        assertThat(engine.post(JOBS + "/washing/pause", null).json().get("code").asText())
                .isEqualTo("NOT_FOUND");
    }

    private String run(String job) {
        EngineClient.Answer answer = engine.post(JOBS + "/" + job + "/run", null);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer.json().get("id").asText();
    }

    private JsonNode ended(String run) {
        await().atMost(PATIENCE)
                .until(() -> engine.get("/api/v1/runs/" + run).json().hasNonNull("finishedAt"));
        return engine.get("/api/v1/runs/" + run).json();
    }

    private JsonNode job(String name) {
        return engine.get(JOBS + "/" + name).json();
    }

    private boolean isOverdue(String job, Instant at) {
        return jobs.allAt(at).stream()
                .filter(each -> each.name().equals(job))
                .findFirst()
                .orElseThrow()
                .overdue();
    }

    private double overdue(String job) {
        meters.show(jobs.all());
        return registry.get("aiworkflow.maintenance.overdue")
                .tag("job", job)
                .gauge()
                .value();
    }
}
