package io.aiworkflow.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTextTest {
    private static final Instant FROM = Instant.parse("2026-11-25T16:00:10Z");
    private static final Instant UNTIL = Instant.parse("2026-11-26T06:00:10Z");

    @Test
    void tellsTroubleInItsOneLine() throws Exception {
        ReportText text = text("""
                {"runs": [{"state": "failed", "runs": 3}, {"state": "succeeded", "runs": 120}],
                 "queue": {"queued": 7, "deadLetters": 3},
                 "services": [{"part": "database", "ok": true}, {"part": "qdrant", "ok": false}],
                 "maintenance": [{"job": "backup", "outcome": "failed"}, {"job": "index", "overdue": true},
                                 {"job": "history", "outcome": "succeeded"},
                                 {"job": "payloads", "outcome": "succeeded", "fileState": "missing"}],
                 "schedules": [{"schedule": "digest", "outcome": "refused", "times": 2},
                               {"schedule": "digest", "outcome": "missed", "times": 1},
                               {"schedule": "report", "outcome": "late", "times": 1}],
                 "securityFailures": 12}""", List.of());

        assertThat(text.summary())
                .isEqualTo(
                        "Morning report: 3 failed, 120 succeeded; 3 dead letters, 7 queued; services in trouble:"
                                + " qdrant; schedules in trouble: digest; maintenance in trouble: backup, index, payloads; 12 security events failed or refused");
    }

    @Test
    void saysThatAllIsWell() throws Exception {
        assertThat(text("{}", List.of()).summary())
                .isEqualTo(
                        "Morning report: no runs; 0 dead letters, 0 queued; services all work; schedules all fired; maintenance all done;"
                                + " 0 security events failed or refused");
    }

    @Test
    void theWholeHasASectionForEachLineOfTheDailyChecklist() throws Exception {
        String whole = text("""
                {"services": [{"part": "qdrant", "ok": false, "detail": "No answer."}],
                 "failures": [{"workflow": "mail", "cause": "MODEL_UNAVAILABLE", "runs": 2}],
                 "maintenance": [{"job": "backup", "outcome": "failed", "error": "no disk", "paused": true},
                                 {"job": "payloads", "fileState": "missing"}],
                 "planned": [{"job": "index", "at": "2026-11-26T04:15:00Z"}]}""", List.of("tokens: no table")).whole();

        assertThat(whole)
                .startsWith("Morning report, 2026-11-25T16:00:00Z to 2026-11-26T06:00:00Z (UTC)\n")
                .contains("qdrant: DOES NOT WORK – No answer.")
                .contains("2 times MODEL_UNAVAILABLE in mail")
                .contains("backup: never made, failed, paused – no disk")
                .contains("payloads: not run yet, FILE MISSING")
                .contains("2026-11-26T04:15:00Z index")
                .contains("Could not be found out\n  tokens: no table")
                .contains("\nRuns\n", "\nErrors\n", "\nResources\n", "\nSecurity events\n", "\nModels\n");
    }

    @Test
    void aBackupThatWasNotMadeIsNotCalledASuccess() throws Exception {
        String none = """
                {"maintenance": [{"job": "backup", "outcome": "succeeded"},
                                 {"job": "restore-rehearsal", "outcome": "succeeded"}]}""";
        assertThat(text(none, List.of()).summary()).contains("maintenance in trouble: backup;");
        assertThat(text(none, List.of()).whole())
                .contains("\n  backup: never made\n")
                .contains("\n  restore-rehearsal: never done, as it is not configured\n");

        String made = """
                {"maintenance": [{"job": "backup", "outcome": "succeeded", "lastDoneAt": "2026-11-25T03:%s:20Z"}]}""";
        assertThat(text(made.formatted("59"), List.of()).summary())
                .as("made 26 hours and some seconds before")
                .contains("maintenance in trouble: backup;");
        assertThat(text(made.formatted("59"), List.of()).whole())
                .contains("\n  backup: last made 2026-11-25T03:59:00Z\n");
        assertThat(text(made.replace("03:%s", "04:01"), List.of()).summary()).contains("maintenance all done;");
    }

    @Test
    void schedulesHaveASection() throws Exception {
        String figures = """
                {"schedules": [{"schedule": "digest", "outcome": "refused", "times": 2,
                                "reason": "the account 'anna' is not active"}]}""";
        assertThat(text(figures, List.of()).whole())
                .contains("\nSchedules\n  digest: 2 times refused – the account 'anna' is not active\n");
        assertThat(text("{}", List.of()).whole()).contains("\nSchedules\n  none\n");
    }

    private static ReportText text(String figures, List<String> failures) throws Exception {
        JsonNode read = new ObjectMapper().readTree(figures);
        return new ReportText(ReportKind.MORNING, FROM, UNTIL, read, failures);
    }
}
