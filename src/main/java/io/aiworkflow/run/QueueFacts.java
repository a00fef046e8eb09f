package io.aiworkflow.run;

import java.time.Duration;

/**
 * How full the queue is and who works on it, over all processes.
 *
 * @param waiting for a time, a person or something outside
 * @param deadLetters failed runs that wait for somebody to look at them
 * @param oldest how long the oldest due run has been waiting for a worker, zero when none is
 * @param deadWorkers workers that were heard of lately and whose lease has ended
 */
public record QueueFacts(
        long queued,
        long running,
        long waiting,
        long deadLetters,
        Duration oldest,
        int aliveWorkers,
        int drainingWorkers,
        int deadWorkers) {}
