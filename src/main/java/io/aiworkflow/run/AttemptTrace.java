package io.aiworkflow.run;

import java.time.Instant;

/**
 * Where a run has been executed.
 *
 * @param begun how many attempts have begun, those that were given back too
 * @param claimedAt when the present one began, or null
 * @param host of the worker that has the run in hand, or null
 */
public record AttemptTrace(long begun, Instant claimedAt, String host) {}
