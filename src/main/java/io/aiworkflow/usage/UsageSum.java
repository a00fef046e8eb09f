package io.aiworkflow.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.LocalDate;

/**
 * What was used by those calls that have the same day, user, workflow or model; what they were not grouped by is null.
 *
 * @param workflow empty for calls outside of runs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UsageSum(
        LocalDate day,
        String user,
        String workflow,
        String model,
        @JsonUnwrapped Tokens used) {
    /**
     * Calls and what they have used.
     *
     * @param waitedMs until there was a place
     * @param tookMs from the request to the end of the answer
     */
    public record Tokens(long calls, long promptTokens, long answerTokens, long waitedMs, long tookMs) {
        public Tokens plus(Tokens other) {
            return new Tokens(
                    calls + other.calls,
                    promptTokens + other.promptTokens,
                    answerTokens + other.answerTokens,
                    waitedMs + other.waitedMs,
                    tookMs + other.tookMs);
        }
    }
}
