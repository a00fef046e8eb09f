package io.aiworkflow.run;

import java.time.Instant;

/**
 * A worker as the others see it.
 *
 * @param report what it told with its last heartbeat; which workflows only it holds is left out
 * @param alive whether its lease has not ended
 */
public record WorkerStatus(WorkerReport report, Instant startedAt, Instant renewedAt, boolean alive) {}
