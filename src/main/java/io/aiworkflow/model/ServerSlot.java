package io.aiworkflow.model;

import io.aiworkflow.failure.EngineException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * One server with what is known about it: whether it may be asked, what it has, and how much it does for us. What it has
 * is asked once and kept for a while; nobody waits for it to be asked again.
 */
final class ServerSlot {
    private static final int MOST_MODELS = 200;
    private static final Duration FRESH = Duration.ofSeconds(15);
    private static final Duration FRESH_PROBLEM = Duration.ofSeconds(3);

    private final ModelServer server;
    private final ServerBreaker breaker;
    private final Map<String, ServerBreaker> models = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ServerBreaker> eldest) {
            return size() > MOST_MODELS;
        }
    };
    private final Executor background;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger answering = new AtomicInteger();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Look look;
    private volatile long lastSuccess = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
    private volatile Answered lastAnswered;
    private volatile long lastSign = lastSuccess;

    /** @param background asks again while callers go on */
    ServerSlot(ModelServer server, Executor background) {
        this.server = server;
        this.breaker = ServerBreaker.ofServer(server.url());
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

    /** What was found last; nobody is asked. */
    Optional<Look> lastLook() {
        return Optional.ofNullable(look);
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

    /** Whether this model is not to be asked here for a while. */
    boolean leavesAlone(String model) {
        return breaker.isOpen() || ofModel(model).isOpen();
    }

    /**
     * Makes a call, whose outcome decides whether the server and the model are asked further.
     *
     * @param call runs what it is given when its answer begins
     */
    <T> T ask(String model, Function<Runnable, T> call) {
        T answer = ofModel(model)
                .call((Runnable ofModel) -> breaker.call((Runnable ofServer) -> watched(begun -> call.apply(() -> {
                    ofModel.run();
                    ofServer.run();
                    begun.run();
                }))));
        succeeded();
        return answer;
    }

    /** A server that is silent because it answers others is overloaded and not broken. */
    private <T> T watched(Function<Runnable, T> call) {
        long start = System.nanoTime();
        AtomicBoolean begun = new AtomicBoolean();
        try {
            return call.apply(() -> {
                begun.set(true);
                answering.incrementAndGet();
                lastSign = System.nanoTime();
            });
        } catch (ModelUnavailable e) {
            throw answering.get() > 0 || lastSign - start > 0 ? e.whileBusy() : e;
        } finally {
            if (begun.get()) {
                answering.decrementAndGet();
            }
        }
    }

    /** The models that are not to be asked here for a while, though the server works. */
    List<String> leftAlone() {
        synchronized (models) {
            return models.entrySet().stream()
                    .filter(each -> each.getValue().isOpen())
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }
    }

    private ServerBreaker ofModel(String model) {
        synchronized (models) {
            return models.computeIfAbsent(ModelName.full(model), name -> ServerBreaker.ofModel(name, server.url()));
        }
    }

    /** Which model has answered last, and to what. */
    record Answered(String model, CallKind kind) {}

    void answered(String model, CallKind kind) {
        lastAnswered = new Answered(model, kind);
    }

    Optional<Answered> lastAnswered() {
        return Optional.ofNullable(lastAnswered);
    }

    /** A model of it has answered. */
    void succeeded() {
        lastSuccess = System.nanoTime();
        lastSign = lastSuccess;
    }
}
