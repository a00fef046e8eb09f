package io.aiworkflow.run;

import java.util.UUID;

/**
 * A run that was taken from a worker that died.
 *
 * @param state that it has now: queued or waiting for another attempt, failed after too many crashes, or cancelled
 */
public record FreedRun(UUID id, String workflow, RunState state) {}
