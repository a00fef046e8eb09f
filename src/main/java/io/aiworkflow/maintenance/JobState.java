package io.aiworkflow.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * How a chore stands, as the database has it.
 *
 * @param resumedAt since when it may be expected to run: since it is known, or was resumed
 * @param run its last run, or null
 * @param outcome {@code succeeded} or {@code failed}; null before its first end
 * @param result the figures of its last success, or null
 * @param lastDoneAt when it last did its work, which one that is not configured never does
 * @param failures how often in a row it has failed
 */
record JobState(
        String job,
        Instant resumedAt,
        Instant pausedAt,
        String pausedBy,
        UUID run,
        Instant startedAt,
        Instant finishedAt,
        Long durationMs,
        String outcome,
        String summary,
        JsonNode result,
        String error,
        Instant lastSuccessAt,
        Instant lastDoneAt,
        int failures) {
    static final String SUCCEEDED = "succeeded";
    static final String FAILED = "failed";

    boolean isPaused() {
        return pausedAt != null;
    }

    boolean hasFailed() {
        return FAILED.equals(outcome);
    }
}
