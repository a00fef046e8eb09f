package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.MessageValues;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.StaleClaim;
import io.aiworkflow.run.StepKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * A step of a run: executed once, then replayed from the journal. Only body and variables leave it, whether it was
 * executed or replayed, so that a resumed run sees exactly what it would have seen.
 */
class JournaledStep extends DelegateAsyncProcessor {
    private final String id;
    private final long maxOutput;
    private final Progress progress;

    /**
     * @param id the id that the author gave, the same in each load of the route
     * @param maxOutput largest output in bytes
     */
    JournaledStep(String id, long maxOutput, Progress progress, Processor target) {
        super(target);
        this.id = id;
        this.maxOutput = maxOutput;
        this.progress = progress;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Optional<Attempt> attempt = Attempt.of(exchange);
        if (attempt.isEmpty()) {
            return super.process(exchange, callback);
        }
        StepKey key = attempt.get().nextKey(exchange, id);
        Optional<JsonNode> finished = attempt.get().finished(key);
        if (finished.isPresent()) {
            StepOutput.restore(exchange, finished.get());
            callback.done(true);
            return true;
        }
        try {
            attempt.get().requireMayBegin();
        } catch (AttemptStopped e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        Surroundings before = Surroundings.of(exchange);
        StopSignal signal = attempt.get().held().signal();
        Thread thread = Thread.currentThread();
        boolean entered = signal.enter(thread);
        Object outerPath = Attempt.descend(exchange, key);
        long start = System.nanoTime();
        return super.process(exchange, doneSync -> {
            Attempt.ascend(exchange, outerPath);
            progress.flush(attempt.get(), key);
            if (entered) {
                signal.leave(thread);
            }
            try {
                recordUninterrupted(exchange, attempt.get(), key, Duration.ofNanos(System.nanoTime() - start), before);
            } catch (RuntimeException e) {
                exchange.setException(e);
            }
            callback.done(doneSync);
        });
    }

    /** Nothing is written while the thread's interrupt is set: on a virtual thread that would close the connection. */
    private void recordUninterrupted(
            Exchange exchange, Attempt attempt, StepKey key, Duration took, Surroundings before) {
        boolean interrupted = Thread.interrupted();
        try {
            record(exchange, attempt, key, took, before);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void record(Exchange exchange, Attempt attempt, StepKey key, Duration took, Surroundings before) {
        if (endsAttempt(exchange.getException())) {
            return;
        }
        if (exchange.getException() != null) {
            EngineException failure = FailureClassifier.classify(exchange.getException());
            attempt.failed(
                    key, new RunError(failure.code().name(), failure.getMessage(), id), exchange.getException(), took);
        } else if (!handledByErrorHandler(exchange)) {
            JsonNode output = capture(exchange, attempt, key, took);
            attempt.succeeded(key, output, took);
            before.restore(exchange);
            StepOutput.restore(exchange, output);
        }
    }

    /** The run goes on later, in or after this step: the step has neither succeeded nor failed. */
    private static boolean endsAttempt(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RunSuspended || cause instanceof AttemptStopped || cause instanceof StaleClaim) {
                return true;
            }
        }
        return false;
    }

    /** A failure that the route's error handler took care of ends the route, but does not finish the step. */
    private static boolean handledByErrorHandler(Exchange exchange) {
        ExchangeExtension extension = exchange.getExchangeExtension();
        return extension.isErrorHandlerHandledSet() && extension.isErrorHandlerHandled();
    }

    private JsonNode capture(Exchange exchange, Attempt attempt, StepKey key, Duration took) {
        try {
            return StepOutput.capture(exchange, maxOutput);
        } catch (MessageValues.NotStorable e) {
            PermanentException failure = new PermanentException(
                    ErrorCode.STEP_NOT_STORABLE, "the step '%s' cannot be stored: %s".formatted(id, e.getMessage()), e);
            attempt.failed(key, new RunError(failure.code().name(), failure.getMessage(), id), failure, took);
            throw failure;
        }
    }

    /** Headers and exchange properties as they were before the step; Camel's own properties are left to Camel. */
    private record Surroundings(Map<String, Object> headers, Map<String, Object> properties) {
        static Surroundings of(Exchange exchange) {
            return new Surroundings(
                    new HashMap<>(exchange.getMessage().getHeaders()), new HashMap<>(exchange.getProperties()));
        }

        void restore(Exchange exchange) {
            exchange.getMessage().setHeaders(new HashMap<>(headers));
            exchange.getProperties().keySet().removeIf(name -> !name.startsWith("Camel"));
            properties.forEach((name, value) -> {
                if (!name.startsWith("Camel")) {
                    exchange.setProperty(name, value);
                }
            });
        }
    }
}
