package io.aiworkflow.maintenance;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a report is for, and the time that it tells about. */
enum ReportKind {
    /** The night. Together with the day it leaves no hour out. */
    MORNING(Duration.ofHours(12)),
    /** The day. */
    EVENING(Duration.ofHours(12)),
    WEEKLY(Duration.ofDays(7)),
    MONTHLY(Duration.ofDays(30));

    private final Duration period;

    ReportKind(Duration period) {
        this.period = period;
    }

    Duration period() {
        return period;
    }

    /** The name in the database and in JSON. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ReportKind> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(name))
                .findFirst();
    }
}
