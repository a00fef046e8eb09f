package io.aiworkflow.waiting;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * How a wait has ended, the same in each attempt of the run.
 *
 * @param outcome what was decided or sent, null when the time was over before
 * @param by who decided, null if nobody did
 * @param at when it ended, by the database's clock
 */
public record Answer(JsonNode outcome, String by, Instant at) {
    public boolean isTimedOut() {
        return outcome == null;
    }
}
