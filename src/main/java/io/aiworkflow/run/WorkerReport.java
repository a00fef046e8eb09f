package io.aiworkflow.run;

import java.util.Set;
import java.util.UUID;

/**
 * What a worker tells of itself with each heartbeat.
 *
 * @param host host name and process id
 * @param executes NAME@VERSION of the workflows that only its own code holds
 * @param slots how many runs it executes at a time
 * @param held how many runs it has in hand
 * @param stuck how many of its steps ignore their interrupt
 * @param staleWrites how many writes were refused because it had lost the run
 * @param draining whether it claims no more runs because it stops
 */
public record WorkerReport(
        UUID worker,
        String host,
        Set<String> executes,
        int slots,
        int held,
        int stuck,
        long staleWrites,
        boolean draining) {}
