package io.aiworkflow.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What has happened to a run, in its order. Texts are cut after 2,000 characters and hold no secrets; absent members are
 * left out.
 *
 * @param attempts how many attempts have begun, those that were given back too
 * @param worker the host of the worker that has the run in hand
 * @param attemptHistory the attempts that are kept, in their order; the latest ones if there are too many
 * @param more whether there is more than is told
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunTimeline(
        UUID run,
        String workflow,
        String version,
        String state,
        long attempts,
        int crashes,
        String worker,
        String input,
        String result,
        List<Attempt> attemptHistory,
        List<Entry> entries,
        boolean more) {

    /**
     * One try at the run by one worker.
     *
     * @param worker its host
     * @param readyAt from when on it could have begun, such as the end of the pause before a retry
     * @param waitedMs how long it then waited in the queue
     * @param endedAt absent while it goes on
     * @param outcome {@code running}, {@code succeeded}, {@code failed}, {@code cancelled}, {@code crashed} when its
     *     worker died, {@code given-back} when the run went back into the queue, or what the run waited for afterwards,
     *     such as {@code retry} or {@code approval}
     * @param error the code of the error
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Attempt(
            long number,
            String worker,
            Instant readyAt,
            Long waitedMs,
            Instant startedAt,
            Instant endedAt,
            String outcome,
            String error) {}

    /**
     * Something that took its time.
     *
     * @param kind {@code queued}, {@code step}, {@code model} for a call outside of finished steps, {@code ended}, or what
     *     the run waited for, such as {@code approval}
     * @param name of the step, the wait or the model
     * @param until absent while it lasts
     * @param state of a step {@code running}, {@code succeeded} or {@code failed}
     * @param attempt which attempt has done it, counted from 1
     * @param worker the host on which a step was executed
     * @param failures how many tries of the step have failed
     * @param input what the step before has left, and before the first one the input of the run: a route may change it
     *     on the way to the step
     * @param output the body that the step has left
     * @param by who has decided
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entry(
            String kind,
            String name,
            String occurrence,
            String state,
            Instant at,
            Instant until,
            Long durationMs,
            Long attempt,
            String worker,
            Integer failures,
            String input,
            String output,
            Problem error,
            String by,
            List<Call> modelCalls) {}

    /** Why something failed. */
    public record Problem(String code, String message) {}

    /** A call to a model. */
    public record Call(
            String kind,
            String model,
            String server,
            Instant endedAt,
            long promptTokens,
            long answerTokens,
            long waitedMs,
            long tookMs) {}
}
