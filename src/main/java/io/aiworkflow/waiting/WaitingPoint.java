package io.aiworkflow.waiting;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a route has to wait, and for what.
 *
 * @param name unique among the points of this kind in the route
 * @param after the length of a delay, or the time-out of anything else; empty if there is none
 * @param until the end of a delay that has a fixed one
 * @param question what a person is asked, for approvals
 */
public record WaitingPoint(
        Kind kind, String name, Optional<Duration> after, Optional<Instant> until, Optional<Question> question) {
    /** What is waited for. */
    public enum Kind {
        DELAY,
        APPROVAL,
        CALLBACK
    }

    /**
     * What a person is asked to decide.
     *
     * @param subject what the decision is about
     * @param form the JSON Schema of the fields to fill in, or null
     * @param approvers who may decide, as ROLE or user:NAME separated by commas
     * @param onTimeout what counts when nobody decides in time
     */
    public record Question(String title, JsonNode subject, JsonNode form, String approvers, String onTimeout) {}
}
