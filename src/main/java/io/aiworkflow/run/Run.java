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
 * @param crashes how often a worker died with the run in hand
 * @param submitter who asked for it
 * @param replays how often it was taken out of the dead letters
 * @param revision raised by each change of the run, but not of its steps
 * @param waitsFor what it waits for, null unless waiting
 * @param stuck whether a step ignores its interrupt
 * @param dueAt when the next attempt may start, meaningful while waiting; far in the future if only an event wakes it
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
        int crashes,
        UUID parent,
        String submitter,
        int priority,
        int replays,
        long revision,
        String cancelledBy,
        String cancelReason,
        WaitReason waitsFor,
        boolean stuck,
        Instant createdAt,
        Instant dueAt,
        Instant startedAt,
        Instant finishedAt) {}
