package io.aiworkflow.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a test measured and what it found wrong. */
final class Findings {
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private int late;

    void figure(String name, Object value) {
        figures.put(name, value);
    }

    /** A figure that must have exactly this value. */
    void equal(String name, long value, long expected) {
        figure(name, value);
        if (value != expected) {
            failures.add("%s: %d instead of %d".formatted(name, value, expected));
        }
    }

    void atLeast(String name, double value, double least) {
        figure(name, rounded(value));
        if (value < least) {
            failures.add("%s: %s, which is less than %s".formatted(name, rounded(value), rounded(least)));
        }
    }

    void atMost(String name, double value, double most) {
        figure(name, rounded(value));
        if (!(value <= most)) {
            failures.add("%s: %s, which is more than %s".formatted(name, rounded(value), rounded(most)));
        }
    }

    /** As {@link #atMost}, for a time, which a machine that is busy with something else may make longer. */
    void inTime(String name, double seconds, double most) {
        int before = failures.size();
        atMost(name, seconds, most);
        late += failures.size() - before;
    }

    void fail(String reason) {
        failures.add(reason);
    }

    boolean passed() {
        return failures.isEmpty();
    }

    /** Whether nothing went wrong but that something took too long. */
    boolean onlyLate() {
        return late > 0 && late == failures.size();
    }

    Map<String, Object> figures() {
        return figures;
    }

    List<String> failures() {
        return failures;
    }

    private static Number rounded(double value) {
        return value == Math.rint(value) ? (Number) (long) value : (Number) (Math.round(value * 100) / 100.0);
    }
}
