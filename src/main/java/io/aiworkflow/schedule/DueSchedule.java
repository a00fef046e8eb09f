package io.aiworkflow.schedule;

import java.time.Instant;

/**
 * A schedule whose planned time has come, held by the transaction that reads it.
 *
 * @param now the database's time
 * @param busy whether an earlier run of it has not ended
 * @param queued how many firings wait for that
 */
record DueSchedule(Schedule schedule, Instant now, boolean busy, int queued) {}
