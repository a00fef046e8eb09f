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
                                 {"job": "history", "outcome": "succeeded"}],
                 "securityFailures": 12}""", List.of());

        assertThat(text.summary())
                .isEqualTo("Morning report: 3 failed, 120 succeeded; 3 dead letters, 7 queued; services in trouble:"
                        + " qdrant; maintenance in trouble: backup, index; 12 security events failed or refused");
    }

    @Test
    void saysThatAllIsWell() throws Exception {
        assertThat(text("{}", List.of()).summary())
                .isEqualTo("Morning report: no runs; 0 dead letters, 0 queued; services all work; maintenance all done;"
                        + " 0 security events failed or refused");
    }

    @Test
    void theWholeHasASectionForEachLineOfTheDailyChecklist() throws Exception {
        String whole = text("""
                {"services": [{"part": "qdrant", "ok": false, "detail": "No answer."}],
                 "failures": [{"workflow": "mail", "cause": "MODEL_UNAVAILABLE", "runs": 2}],
                 "maintenance": [{"job": "backup", "outcome": "failed", "error": "no disk", "paused": true}],
                 "planned": [{"job": "index", "at": "2026-11-26T04:15:00Z"}]}""", List.of("tokens: no table")).whole();

        assertThat(whole)
                .startsWith("Morning report, 2026-11-25T16:00:00Z to 2026-11-26T06:00:00Z (UTC)\n")
                .contains("qdrant: DOES NOT WORK – No answer.")
                .contains("2 times MODEL_UNAVAILABLE in mail")
                .contains("backup: failed, paused – no disk")
                .contains("2026-11-26T04:15:00Z index")
                .contains("Could not be found out\n  tokens: no table")
                .contains("\nRuns\n", "\nErrors\n", "\nResources\n", "\nSecurity events\n", "\nModels\n");
    }

    private static ReportText text(String figures, List<String> failures) throws Exception {
        JsonNode read = new ObjectMapper().readTree(figures);
        return new ReportText(ReportKind.MORNING, FROM, UNTIL, read, failures);
    }
}
