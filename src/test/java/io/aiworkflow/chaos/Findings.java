package io.aiworkflow.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a test measured and what it found wrong. */
final class Findings {
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

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

    void fail(String reason) {
        failures.add(reason);
    }

    boolean passed() {
        return failures.isEmpty();
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
