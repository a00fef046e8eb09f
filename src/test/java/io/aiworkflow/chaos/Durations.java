package io.aiworkflow.chaos;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Sums up measured times. */
final class Durations {
    private Durations() {}

    /** In seconds; NaN, which no limit admits, when nothing was measured. */
    static double percentile(Collection<Duration> durations, int percent) {
        if (durations.isEmpty()) {
            return Double.NaN;
        }
        List<Duration> sorted = durations.stream().sorted().toList();
        int index = (int) Math.ceil(sorted.size() * percent / 100.0) - 1;
        return sorted.get(Math.max(0, index)).toMillis() / 1e3;
    }

    static double longest(Collection<Duration> durations) {
        return percentile(durations, 100);
    }
}
