package io.aiworkflow.documents;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiworkflow.documents.JdbcDocumentRuns.Standing;
import io.aiworkflow.knowledge.DocumentInfo;
import io.aiworkflow.run.RunState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A document as callers see it.
 *
 * @param version the one that is findable; absent when none is
 * @param newestVersion the last one that was handed in
 * @param state of the newest version: {@code indexing}, {@code indexed} or {@code failed}
 * @param error why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DocumentView(
        UUID id,
        String collection,
        String name,
        String title,
        List<String> tags,
        String owner,
        String mediaType,
        long size,
        Integer chunks,
        Integer version,
        Integer newestVersion,
        String state,
        UUID run,
        Failure error,
        Instant createdAt,
        Instant updatedAt) {
    /** @param run how its run stands; null when there is none, or none any more, which can make it findable */
    static DocumentView of(DocumentInfo document, Standing run) {
        boolean indexed = document.version() >= document.newest();
        boolean failed =
                !indexed && (run == null || run.state() == RunState.FAILED || run.state() == RunState.CANCELLED);
        return new DocumentView(
                document.id(),
                document.collection(),
                document.name(),
                document.title(),
                document.tags().isEmpty() ? null : document.tags(),
                text(document.owner()),
                text(document.mediaType()),
                document.size(),
                document.chunks() == 0 ? null : document.chunks(),
                document.version() == 0 ? null : document.version(),
                document.newest() == 0 ? null : document.newest(),
                indexed ? "indexed" : failed ? "failed" : "indexing",
                document.run(),
                failed && run != null && run.code() != null ? new Failure(run.code(), run.message()) : null,
                document.createdAt(),
                document.updatedAt());
    }

    private static String text(String value) {
        return value.isEmpty() ? null : value;
    }

    /** Why a run failed. */
    record Failure(String code, String message) {}
}
