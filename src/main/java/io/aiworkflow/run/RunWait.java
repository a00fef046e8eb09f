package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * Something that a run waits for or has waited for, as the database holds it at one moment.
 *
 * @param workflow the run's workflow, null when the run is gone
 * @param submitter who asked for the run, null when it is gone
 * @param key the name that the author gave, and which execution of it
 * @param child the awaited sub-run, or null
 * @param request what a person is asked, null unless it is an approval
 * @param until when a delay or the time for an answer ends, or null
 * @param outcome what was decided or sent, null if nothing was
 */
public record RunWait(
        UUID id,
        UUID run,
        String workflow,
        String submitter,
        WaitReason kind,
        StepKey key,
        State state,
        UUID child,
        PendingWait.Request request,
        Instant createdAt,
        Instant until,
        JsonNode outcome,
        String decidedBy,
        Instant decidedAt) {
    /** Whether an answer is still possible. */
    public enum State {
        OPEN("open"),
        DECIDED("decided"),
        TIMED_OUT("timed-out"),
        /** The run has ended without the answer. */
        CLOSED("closed");

        private final String wireName;

        State(String wireName) {
            this.wireName = wireName;
        }

        /** The name in the database and in JSON. */
        public String wireName() {
            return wireName;
        }

        static State ofWireName(String name) {
            for (State state : values()) {
                if (state.wireName.equals(name)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("there is no state of a wait " + name);
        }
    }
}
