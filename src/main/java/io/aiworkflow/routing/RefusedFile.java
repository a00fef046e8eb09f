package io.aiworkflow.routing;

import java.time.Instant;

/**
 * A file that is not loaded as it lies on disk.
 *
 * @param file path below the routes folder, for example {@code workflows/summarize-text.camel.yaml}
 * @param line where the fault is, counted from 1
 * @param reason what is wrong, in one sentence
 * @param serving whether an earlier version of the file keeps serving
 */
public record RefusedFile(String file, int line, String reason, Instant refusedAt, boolean serving) {}
