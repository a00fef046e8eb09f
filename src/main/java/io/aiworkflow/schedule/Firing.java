package io.aiworkflow.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * A line of the ledger.
 *
 * @param reason why it came out so; null when all went as planned
 * @param times how many planned times the line stands for
 * @param untilAt the last of them, if there are several
 * @param run the run that was started; null if none was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Firing(
        Instant plannedAt, Instant decidedAt, String outcome, String reason, int times, Instant untilAt, UUID run) {}
