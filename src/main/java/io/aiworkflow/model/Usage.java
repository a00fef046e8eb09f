package io.aiworkflow.model;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * What a call has used.
 *
 * @param promptTokens tokens read
 * @param answerTokens tokens written
 * @param waited time until there was a place
 * @param loaded time in which the server loaded the model, zero when it did not say
 * @param took time from the request to the end of the answer, without the wait for a place
 * @param cached whether all of it came from the cache, so that no model was asked and nothing used
 * @param estimated whether the server did not say how many tokens it were, so that they are estimated
 */
public record Usage(
        long promptTokens,
        long answerTokens,
        Duration waited,
        Duration loaded,
        Duration took,
        boolean cached,
        boolean estimated) {
    /** Of an answer from the cache. */
    static final Usage CACHED = new Usage(0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, true);

    /** As a server has counted. */
    public Usage(
            long promptTokens, long answerTokens, Duration waited, Duration loaded, Duration took, boolean cached) {
        this(promptTokens, answerTokens, waited, loaded, took, cached, false);
    }

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
        return new Usage(promptTokens, answerTokens, wait, loaded, call, false, estimated);
    }

    /** The same with these figures if the server has counted nothing. */
    Usage orEstimate(DoubleSupplier prompt, double answer) {
        return promptTokens + answerTokens > 0
                ? this
                : new Usage(Math.round(prompt.getAsDouble()), Math.round(answer), waited, loaded, took, cached, true);
    }

    /** Tokens that the server says it has read, 0 when it did not say. */
    long countedPromptTokens() {
        return estimated ? 0 : promptTokens;
    }

    /** Both together. */
    Usage plus(Usage other) {
        return new Usage(
                promptTokens + other.promptTokens,
                answerTokens + other.answerTokens,
                waited.plus(other.waited),
                loaded.plus(other.loaded),
                took.plus(other.took),
                cached && other.cached,
                estimated || other.estimated);
    }
}
