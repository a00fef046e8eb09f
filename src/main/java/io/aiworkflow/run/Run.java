package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * One durable execution of a workflow, as the database holds it at one moment.
 *
 * @param version the workflow's version that the run was accepted for
 * @param result the result, null unless succeeded
 * @param error why it failed, or why the last attempt did not succeed; null if none
 * @param attempts how many attempts have been used up
 * @param dueAt when the next attempt may start, meaningful while queued or waiting
 */
public record Run(
        UUID id,
        String workflow,
        String version,
        RunState state,
        JsonNode input,
        JsonNode result,
        RunError error,
        int attempts,
        UUID parent,
        Instant createdAt,
        Instant dueAt,
        Instant startedAt,
        Instant finishedAt) {}
