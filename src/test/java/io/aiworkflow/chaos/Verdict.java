package io.aiworkflow.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How a test ended. */
record Verdict(
        String test,
        String criterion,
        boolean passed,
        Map<String, Object> figures,
        List<String> failures,
        Duration took) {
    static Verdict of(ChaosTest test, Findings findings, Duration took) {
        return new Verdict(
                test.name(), test.criterion(), findings.passed(), findings.figures(), findings.failures(), took);
    }

    @Override
    public String toString() {
        return "%s %s in %d s%s: %s"
                .formatted(
                        test,
                        passed ? "passed" : "FAILED",
                        took.toSeconds(),
                        failures.isEmpty() ? "" : " because of " + failures,
                        figures);
    }
}
