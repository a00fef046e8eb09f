package io.aiworkflow.run;

import java.time.Instant;

/**
 * One attempt at a run.
 *
 * @param number counted from 1
 * @param host of the worker; null if it was not kept
 * @param readyAt from when on it could have begun: what came before it is not the queue's time; may be null
 * @param endedAt null while it goes on
 * @param outcome how it has ended: a final state of the run, {@code crashed}, {@code given-back}, or what the run waited
 *     for then; {@code running} while it goes on
 * @param errorCode why it has failed; null if it has not
 */
public record AttemptTrace(
        long number,
        String host,
        Instant readyAt,
        Instant startedAt,
        Instant endedAt,
        String outcome,
        String errorCode) {}
