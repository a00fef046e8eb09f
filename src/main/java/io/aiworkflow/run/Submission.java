package io.aiworkflow.run;

import java.util.UUID;

/**
 * What became of a request for a run.
 *
 * @param created false when the idempotency key led to a run that had been accepted before
 */
public record Submission(UUID id, boolean created) {}
