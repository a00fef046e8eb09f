package io.aiworkflow.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.documents.JdbcDocumentRuns.Standing;
import io.aiworkflow.knowledge.DocumentInfo;
import io.aiworkflow.run.RunState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DocumentViewTest {
    @Test
    void whatNobodyMakesFindableAnyMoreHasFailed() {
        assertThat(DocumentView.of(document(0, 1), null).state()).isEqualTo("failed");
        assertThat(DocumentView.of(document(1, 2), null).state()).isEqualTo("failed");
        assertThat(DocumentView.of(document(1, 2), null).error()).isNull();
        assertThat(DocumentView.of(document(2, 2), null).state()).isEqualTo("indexed");
    }

    @Test
    void theRunDecidesUntilItsVersionIsFindable() {
        assertThat(DocumentView.of(document(0, 1), standing(RunState.RUNNING)).state())
                .isEqualTo("indexing");
        DocumentView failed = DocumentView.of(document(0, 1), standing(RunState.FAILED));
        assertThat(failed.state()).isEqualTo("failed");
        assertThat(failed.error().code()).isEqualTo("DOCUMENT_EMPTY");
        // The document was read a moment before its run ended.
        assertThat(DocumentView.of(document(0, 1), standing(RunState.SUCCEEDED)).state())
                .isEqualTo("indexing");
        assertThat(DocumentView.of(document(1, 1), standing(RunState.FAILED)).state())
                .isEqualTo("indexed");
    }

    private static Standing standing(RunState state) {
        return new Standing(state, "DOCUMENT_EMPTY", "it is empty");
    }

    private static DocumentInfo document(int version, int newest) {
        return new DocumentInfo(
                UUID.randomUUID(),
                "default",
                "a.md",
                "A",
                List.of(),
                "anna",
                "",
                1,
                0,
                version,
                newest,
                null,
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
