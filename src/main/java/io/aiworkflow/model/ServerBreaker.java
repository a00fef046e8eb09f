package io.aiworkflow.model;

import io.aiworkflow.failure.EngineException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Leaves a server, or one model on it, alone for a while when it fails again and again. Only its own fault counts: neither
 * calls that were refused, nor models that are lacking, nor a full queue, nor a cancel.
 */
final class ServerBreaker {
    private static final Duration USUAL_PAUSE = Duration.ofSeconds(15);

    private final String what;
    private final Duration pause;
    private final Function<EngineException, Verdict> judge;
    private final CircuitBreaker breaker;
    private volatile long openedAt;
    private volatile String lastFault = "";

    /** What a failed call tells. */
    private enum Verdict {
        FAULT,
        WORKS,
        NOTHING
    }

    /** @param pause how long it is left alone */
    private ServerBreaker(String what, Duration pause, Function<EngineException, Verdict> judge) {
        this.what = what;
        this.pause = pause;
        this.judge = judge;
        this.breaker = CircuitBreaker.of(what, config(pause));
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                openedAt = System.nanoTime();
            }
        });
    }

    static ServerBreaker ofServer(String url) {
        return ofServer(url, USUAL_PAUSE);
    }

    static ServerBreaker ofServer(String url, Duration pause) {
        return new ServerBreaker("the model server at " + url, pause, ServerBreaker::ofServer);
    }

    static ServerBreaker ofModel(String model, String url) {
        return new ServerBreaker("model '%s' at %s".formatted(model, url), USUAL_PAUSE, ServerBreaker::ofModel);
    }

    private static CircuitBreakerConfig config(Duration pause) {
        return CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(20)
                .minimumNumberOfCalls(5)
                .failureRateThreshold(50)
                // Models are slow by nature: there are deadlines for that.
                .slowCallRateThreshold(100)
                .slowCallDurationThreshold(Duration.ofDays(1))
                .waitDurationInOpenState(pause)
                .permittedNumberOfCallsInHalfOpenState(2)
                // Trials that take minutes would keep all others out for as long.
                .maxWaitDurationInHalfOpenState(pause)
                .build();
    }

    /** A server that says that one of its models fails works itself. */
    private static Verdict ofServer(EngineException failure) {
        if (failure instanceof ModelStreamBroken broken) {
            return broken.isOfModel() ? Verdict.WORKS : Verdict.FAULT;
        }
        if (failure instanceof ModelUnavailable unavailable) {
            return unavailable.isFault() ? Verdict.FAULT : Verdict.NOTHING;
        }
        return failure instanceof ModelRefused ? Verdict.WORKS : Verdict.NOTHING;
    }

    private static Verdict ofModel(EngineException failure) {
        return failure instanceof ModelStreamBroken broken && broken.isOfModel() ? Verdict.FAULT : Verdict.NOTHING;
    }

    /** Whether it is left alone now. After the pause, the next call tries it. */
    boolean isOpen() {
        return breaker.getState() == CircuitBreaker.State.OPEN && System.nanoTime() - openedAt < pause.toNanos();
    }

    /** The state's name for people. */
    String state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> "open";
            case HALF_OPEN -> "half-open";
            default -> "closed";
        };
    }

    /** @throws ModelUnavailable when it is left alone */
    <T> T call(Supplier<T> call) {
        return call(begun -> call.get());
    }

    /**
     * The same for a call that may take long.
     *
     * @param call runs what it is given when the answer begins: nobody waits for its end to see that it works again
     * @throws ModelUnavailable when it is left alone
     */
    <T> T call(Function<Runnable, T> call) {
        if (!breaker.tryAcquirePermission()) {
            throw new ModelUnavailable(
                    ModelUnavailable.Reason.LEFT_ALONE,
                    "%s has failed in %.0f %% of its last calls and is left alone for up to %d s; the last time: %s"
                            .formatted(
                                    what,
                                    Math.max(0, breaker.getMetrics().getFailureRate()),
                                    pause.toSeconds(),
                                    lastFault),
                    pause,
                    null);
        }
        Try mine = new Try();
        try {
            T answer = call.apply(mine::begun);
            mine.succeeded();
            return answer;
        } catch (EngineException e) {
            mine.failed(e);
            throw e;
        } finally {
            mine.giveBack();
        }
    }

    /** One call, which is counted once, or twice if it breaks after it has begun well. */
    private final class Try {
        private final long start = System.nanoTime();
        private final AtomicBoolean counted = new AtomicBoolean();

        void begun() {
            if (breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
                succeeded();
            }
        }

        void succeeded() {
            if (counted.compareAndSet(false, true)) {
                breaker.onSuccess(took(), TimeUnit.NANOSECONDS);
            }
        }

        void failed(EngineException failure) {
            Verdict verdict = judge.apply(failure);
            if (verdict == Verdict.FAULT) {
                counted.set(true);
                lastFault = failure.getMessage();
                breaker.onError(took(), TimeUnit.NANOSECONDS, failure);
            } else if (verdict == Verdict.WORKS) {
                succeeded();
            }
        }

        void giveBack() {
            if (!counted.get()) {
                breaker.releasePermission();
            }
        }

        private long took() {
            return System.nanoTime() - start;
        }
    }
}
