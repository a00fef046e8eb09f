package io.aiworkflow.usage;

import java.time.Instant;

/**
 * One call to a model that a run has made.
 *
 * @param endedAt when its answer was complete
 * @param waitedMs until there was a place
 * @param tookMs from the request to the end of the answer
 */
public record RunCall(
        String step,
        String occurrence,
        String kind,
        String model,
        String server,
        Instant endedAt,
        long promptTokens,
        long answerTokens,
        long waitedMs,
        long tookMs) {}
