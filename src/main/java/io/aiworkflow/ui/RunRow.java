package io.aiworkflow.ui;

import io.aiworkflow.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** A run as a line of a page. */
record RunRow(UUID id, String workflow, String version, String state, Instant accepted, String took, String problem) {
    static RunRow of(Run run) {
        return new RunRow(
                run.id(),
                run.workflow(),
                run.version(),
                run.state().wireName(),
                run.createdAt().truncatedTo(ChronoUnit.SECONDS),
                run.finishedAt() == null || run.startedAt() == null
                        ? ""
                        : Duration.between(run.startedAt(), run.finishedAt()).toMillis() + " ms",
                run.error() == null ? "" : run.error().code());
    }
}
