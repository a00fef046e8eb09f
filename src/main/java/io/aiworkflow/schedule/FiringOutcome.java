package io.aiworkflow.schedule;

import java.util.Locale;

/** What became of a planned time. */
enum FiringOutcome {
    /** A run was started in time. */
    FIRED,
    /** A run was started, noticeably later than planned. */
    LATE,
    /** No run was started: nobody was there at the time, and the rule for that says so. */
    MISSED,
    /** A run was started to make up for a missed time. */
    CAUGHT_UP,
    /** No run was started, since the one before has not ended, and the rule for that says so. */
    SKIPPED,
    /** No run could be started, for the reason that is told: it will not be better the next time unless somebody mends it. */
    REFUSED,
    /** A run will be started when the one before it has ended. */
    QUEUED;

    /** The name in the database, in JSON and in metrics. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static FiringOutcome ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
