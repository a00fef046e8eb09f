package io.aiworkflow.maintenance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * A report for operators.
 *
 * @param summary one line
 * @param text the whole for people; null in lists
 * @param figures the same for programs; null in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Report(
        UUID id,
        String kind,
        Instant createdAt,
        Instant from,
        Instant until,
        String summary,
        String text,
        JsonNode figures) {
    Report withoutContent() {
        return new Report(id, kind, createdAt, from, until, summary, null, null);
    }
}
