package io.aiworkflow.model;

import io.aiworkflow.failure.EngineException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One server with what is known about it: whether it may be asked, what it has, and how much it does for us. What it has
 * is asked once and kept for a while; nobody waits for it to be asked again.
 */
final class ServerSlot {
    private static final Duration FRESH = Duration.ofSeconds(15);
    private static final Duration FRESH_PROBLEM = Duration.ofSeconds(3);

    private final ModelServer server;
    private final ServerBreaker breaker;
    private final Executor background;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Look look;
    private volatile long lastSuccess = System.nanoTime() - TimeUnit.DAYS.toNanos(1);

    /** @param background asks again while callers go on */
    ServerSlot(ModelServer server, Executor background) {
        this.server = server;
        this.breaker = new ServerBreaker(server.url());
        this.background = background;
    }

    /** What was found, or why nothing was. */
    record Look(ServerState state, EngineException problem, long at) {
        private boolean isFresh() {
            Duration kept = problem == null ? FRESH : FRESH_PROBLEM;
            return System.nanoTime() - at < kept.toNanos();
        }
    }

    ModelServer server() {
        return server;
    }

    ServerBreaker breaker() {
        return breaker;
    }

    /** Calls of ours that it is answering. */
    AtomicInteger calls() {
        return calls;
    }

    /** What is known of it; asked now only if nothing is. */
    Look known() {
        Look current = look;
        if (current == null) {
            return lookNow();
        }
        if (!current.isFresh() && looking.compareAndSet(false, true)) {
            background.execute(() -> {
                try {
                    lookNow();
                } finally {
                    looking.set(false);
                }
            });
        }
        return current;
    }

    boolean isKnown() {
        return look != null;
    }

    /** By what is known; nobody is asked. */
    boolean hasLoaded(String model) {
        Look current = look;
        return current != null && current.state() != null && current.state().hasLoaded(model);
    }

    /** Asks now. */
    Look lookNow() {
        Look found;
        try {
            found = new Look(server.state(), null, System.nanoTime());
        } catch (ModelCallCancelled e) {
            throw e;
        } catch (EngineException e) {
            found = new Look(null, e, System.nanoTime());
        }
        look = found;
        return found;
    }

    /** What it has is not what was known any more. */
    void forget() {
        look = null;
    }

    /** How long ago a model of it has answered. */
    Duration sinceSuccess() {
        return Duration.ofNanos(System.nanoTime() - lastSuccess);
    }

    /** Makes a call, whose outcome decides whether the server is asked further. */
    <T> T ask(Supplier<T> call) {
        T answer = breaker.call(call);
        succeeded();
        return answer;
    }

    /** A model of it has answered. */
    void succeeded() {
        lastSuccess = System.nanoTime();
    }
}
