package io.aiworkflow.workflow;

import java.time.Duration;

/**
 * How the pause before a next try grows: it is chosen at random up to a bound that starts with the first and doubles with
 * each failure until it has reached the longest.
 */
public record BackOff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 30;

    /** The longest that the pause may be after so many failures before this one. */
    public Duration bound(int earlierFailures) {
        long doubled = first.toMillis() << Math.min(earlierFailures, MOST_DOUBLINGS);
        return Duration.ofMillis(Math.min(longest.toMillis(), doubled));
    }
}
