package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.MessageValues;
import io.aiworkflow.platform.Uninterrupted;
import io.aiworkflow.run.StaleClaim;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.run.StepResult;
import io.aiworkflow.workflow.StepPlan;
import io.aiworkflow.workflow.WholeProcessing;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;

/**
 * One execution of a step, on the calling thread: under its time-out, tried again at once where that is allowed, and
 * journalled at its end.
 */
final class StepExecution {
    private final Attempt attempt;
    private final StepKey key;
    private final StepPlan plan;
    private final Exchange exchange;
    private final StepSizes sizes;
    private final Optional<StepEffect> effect;
    private final Progress progress;
    private final StepSurroundings before;
    private final long start = System.nanoTime();

    StepExecution(Attempt attempt, StepKey key, Exchange exchange, StepSizes sizes, Progress progress) {
        this.attempt = attempt;
        this.key = key;
        this.plan = attempt.plan(key.step());
        this.exchange = exchange;
        this.sizes = sizes;
        this.progress = progress;
        this.effect = plan.effect().map(mode -> new StepEffect(attempt, key, mode, plan.lookUp()));
        this.before = plan.quickTries() > 0 ? StepSurroundings.whole(exchange) : StepSurroundings.of(exchange);
    }

    /** Leaves output or failure in the exchange. */
    void execute(AsyncProcessor steps) {
        for (int tries = 0; tries == 0 || triesAgain(tries - 1); tries++) {
            executeOnce(steps);
        }
        Uninterrupted.run(() -> {
            progress.flush(attempt, key);
            record();
        });
    }

    private void executeOnce(AsyncProcessor steps) {
        Place outer = Place.of(exchange);
        Place.inside(key).enter(exchange);
        try (StepLimit limit = attempt.limit(exchange, key, plan)) {
            try {
                process(steps);
            } catch (Exception e) {
                exchange.setException(e);
            }
            if (exchange.getException() != null && !endsAttempt(exchange.getException()) && limit.isOver()) {
                exchange.setException(limit.failure());
                // The interrupt was ours and ends here, but Camel takes it for the end of all routing.
                exchange.getExchangeExtension().setInterrupted(false);
                exchange.setRouteStop(false);
            }
        } finally {
            outer.enter(exchange);
        }
    }

    private void process(AsyncProcessor steps) throws Exception {
        if (effect.isPresent()) {
            effect.get().make(exchange, steps);
        } else {
            WholeProcessing.process(steps, exchange);
        }
    }

    private boolean triesAgain(int earlier) {
        Exception thrown = exchange.getException();
        if (thrown == null
                || earlier >= plan.quickTries()
                || isStopped()
                || endsAttempt(thrown)
                || effect.filter(made -> made.isUnknownAfter(thrown)).isPresent()) {
            return false;
        }
        if (!(FailureClassifier.classify(thrown) instanceof TransientException failure)
                || failure.code() == ErrorCode.STEP_TIMED_OUT) {
            return false;
        }
        Optional<Duration> pause = RetryPolicy.USUAL.quick(failure, earlier);
        if (pause.isEmpty()) {
            return false;
        }
        try {
            Thread.sleep(pause.get().toMillis());
            attempt.requireMayBegin();
        } catch (InterruptedException | AttemptStopped e) {
            exchange.setException(e);
            return false;
        }
        before.restoreWhole(exchange);
        attempt.readFinished();
        attempt.triedAgain();
        return true;
    }

    private boolean isStopped() {
        return attempt.signal(exchange).reason().isPresent();
    }

    private void record() {
        Exception failure = exchange.getException();
        if (failure == null) {
            if (!isHandledByErrorHandler()) {
                succeed();
            }
        } else if (!endsAttempt(failure) && !isInterruptedFromOutside(failure)) {
            fail(FailureClassifier.classify(failure), failure);
        }
    }

    private void succeed() {
        ObjectNode output;
        StepResult result;
        try {
            output = StepOutput.capture(exchange);
            result = sizes.result(output, effect.isPresent(), took());
        } catch (MessageValues.NotStorable e) {
            EngineException failure = new PermanentException(
                    ErrorCode.STEP_NOT_STORABLE,
                    "the step '%s' cannot be stored: %s".formatted(key.step(), e.getMessage()),
                    e);
            exchange.setException(failure);
            fail(failure, failure);
            return;
        }
        attempt.succeeded(key, result);
        before.restore(exchange);
        StepOutput.restore(exchange, output);
    }

    private void fail(EngineException failure, Exception thrown) {
        boolean notMade = effect.filter(made -> made.isNotMadeAfter(thrown)).isPresent();
        attempt.failed(key, failure, thrown, took(), notMade);
        effect.filter(made -> made.isUnknownAfter(thrown))
                .flatMap(made -> made.reviewAfter(failure.getMessage()))
                .ifPresent(exchange::setException);
    }

    /** The run goes on later, in or after this step: the step has neither succeeded nor failed. */
    static boolean endsAttempt(Throwable failure) {
        return isCausedBy(failure, RunSuspended.class)
                || isCausedBy(failure, ReviewNeeded.class)
                || isCausedBy(failure, AttemptStopped.class)
                || isCausedBy(failure, StaleClaim.class);
    }

    /** It was cancelled or taken away, which is not the step's fault. */
    private boolean isInterruptedFromOutside(Throwable failure) {
        Optional<StopReason> reason = attempt.signal(exchange).reason();
        return reason.isPresent() ? !reason.get().isFailure() : isCausedBy(failure, InterruptedException.class);
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** A failure that the route's error handler took care of ends the route, but does not finish the step. */
    private boolean isHandledByErrorHandler() {
        ExchangeExtension extension = exchange.getExchangeExtension();
        return extension.isErrorHandlerHandledSet() && extension.isErrorHandlerHandled();
    }

    private Duration took() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
