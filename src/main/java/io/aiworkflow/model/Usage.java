package io.aiworkflow.model;

import java.time.Duration;

/**
 * What a call has used.
 *
 * @param promptTokens tokens read, 0 when the server did not say
 * @param answerTokens tokens written, 0 when the server did not say
 * @param waited time until there was a place
 * @param loaded time in which the server loaded the model, zero when it did not say
 * @param took time from the request to the end of the answer, without the wait for a place
 * @param cached whether all of it came from the cache, so that no model was asked and nothing used
 */
public record Usage(
        long promptTokens, long answerTokens, Duration waited, Duration loaded, Duration took, boolean cached) {
    /** Of an answer from the cache. */
    static final Usage CACHED = new Usage(0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, true);

    static Usage of(long promptTokens, long answerTokens, long loadNanos) {
        return new Usage(
                Math.max(0, promptTokens),
                Math.max(0, answerTokens),
                Duration.ZERO,
                Duration.ofNanos(Math.max(0, loadNanos)),
                Duration.ZERO,
                false);
    }

    Usage timed(Duration wait, Duration call) {
        return new Usage(promptTokens, answerTokens, wait, loaded, call, false);
    }

    /** Both together. */
    Usage plus(Usage other) {
        return new Usage(
                promptTokens + other.promptTokens,
                answerTokens + other.answerTokens,
                waited.plus(other.waited),
                loaded.plus(other.loaded),
                took.plus(other.took),
                cached && other.cached);
    }
}
