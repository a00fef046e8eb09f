package io.aiworkflow.routing;

import io.aiworkflow.failure.Redaction;
import java.time.Instant;

/**
 * A file that is not loaded as it lies on disk.
 *
 * @param file path below the routes folder, for example {@code workflows/summarize-text.camel.yaml}
 * @param line where the fault is, counted from 1
 * @param rule the id of the rule that it breaks, see {@link Rule}
 * @param reason what is wrong, in one sentence without secrets
 * @param serving whether an earlier version of the file keeps serving
 */
public record RefusedFile(String file, int line, String rule, String reason, Instant refusedAt, boolean serving) {
    public RefusedFile {
        // It may quote a setting that the file reads.
        reason = Redaction.clean(reason);
    }
}
