package io.aiworkflow.operations;

import io.aiworkflow.platform.HealthCheck;
import io.aiworkflow.platform.HealthCheck.Finding;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one check without ever running it twice at the same time, so that a check that hangs holds one thread only. */
final class CheckRunner {
    private static final Logger log = LoggerFactory.getLogger(CheckRunner.class);

    private final HealthCheck check;
    private final Executor executor;
    private volatile long start;
    private volatile long took;
    private CompletableFuture<Finding> running = CompletableFuture.completedFuture(null);

    CheckRunner(HealthCheck check, Executor executor) {
        this.check = check;
        this.executor = executor;
    }

    HealthCheck check() {
        return check;
    }

    /** The finding of the try that is under way, or of a new one. */
    synchronized CompletableFuture<Finding> ask() {
        if (running.isDone()) {
            running = CompletableFuture.supplyAsync(this::run, executor);
        }
        return running;
    }

    /** How long the check has taken lately, or has been taking until now. */
    long tookMs() {
        long begun = start;
        return begun == 0 ? took : Math.max(0, System.nanoTime() - begun) / 1_000_000;
    }

    private Finding run() {
        long begun = System.nanoTime();
        start = begun;
        try {
            return check.check();
        } catch (Exception e) {
            log.warn("The health check of {} failed: {}", check.part(), e.toString());
            return Finding.failing("It failed; the engine's log says why.");
        } finally {
            took = (System.nanoTime() - begun) / 1_000_000;
            start = 0;
        }
    }
}
