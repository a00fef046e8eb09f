package io.aiworkflow.model;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Leaves a server alone for a while that fails again and again. Only what is the server's fault counts: neither calls that
 * it has refused, nor models that it lacks, nor a full queue, nor a cancel.
 */
final class ServerBreaker {
    private static final Duration USUAL_PAUSE = Duration.ofSeconds(15);

    private final String url;
    private final Duration pause;
    private final CircuitBreaker breaker;
    private volatile long openedAt;

    ServerBreaker(String url) {
        this(url, USUAL_PAUSE);
    }

    /** @param pause how long the server is left alone */
    ServerBreaker(String url, Duration pause) {
        this.url = url;
        this.pause = pause;
        this.breaker = CircuitBreaker.of(url, config(pause));
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                openedAt = System.nanoTime();
            }
        });
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
                .build();
    }

    /** Whether the server is left alone now. After the pause, the next call tries it. */
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

    /** @throws ModelUnavailable when the server is left alone */
    <T> T call(Supplier<T> call) {
        if (!breaker.tryAcquirePermission()) {
            throw new ModelUnavailable(
                    ModelUnavailable.Reason.LEFT_ALONE,
                    "the model server at %s has failed in %.0f %% of its last calls and is left alone for up to %d s; its log says why"
                            .formatted(url, Math.max(0, breaker.getMetrics().getFailureRate()), pause.toSeconds()),
                    pause,
                    null);
        }
        long start = System.nanoTime();
        boolean decided = false;
        try {
            T answer = call.get();
            decided = true;
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return answer;
        } catch (ModelStreamBroken e) {
            decided = true;
            breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
            throw e;
        } catch (ModelUnavailable e) {
            decided = true;
            if (e.isFault()) {
                breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
            } else {
                breaker.releasePermission();
            }
            throw e;
        } catch (ModelRefused e) {
            decided = true;
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            throw e;
        } finally {
            if (!decided) {
                breaker.releasePermission();
            }
        }
    }
}
