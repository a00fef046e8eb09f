package io.aiworkflow.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * Which security events. Texts are compared exactly with what was recorded; a value that no event has finds none.
 *
 * @param from the earliest time
 * @param to the first time that is too late
 */
public record SecurityEventFilter(
        Optional<String> type,
        Optional<String> actor,
        Optional<String> target,
        Optional<String> address,
        Optional<String> outcome,
        Optional<Instant> from,
        Optional<Instant> to) {
    /** All events. */
    public static final SecurityEventFilter ALL = new SecurityEventFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
}
