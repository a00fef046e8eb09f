package io.aiworkflow.run;

import java.time.Duration;
import java.util.UUID;

/**
 * A step that a worker is executing.
 *
 * @param token of the attempt
 * @param lasting for how long it has gone on
 */
public record RunningStep(UUID run, long token, StepKey key, Duration lasting) {}
