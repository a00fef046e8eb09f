package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.MessageValues;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.RunJournal;
import io.aiworkflow.run.RunOutcome;
import io.aiworkflow.run.RunQueue;
import io.aiworkflow.run.RunSignals;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.StaleClaim;
import io.aiworkflow.workflow.LoadedWorkflow;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Executes one attempt on the calling thread and writes down how it ended. No transaction is open meanwhile. */
@Component
class AttemptRunner {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);
    private static final Duration UNLOADED_PAUSE = Duration.ofSeconds(5);

    private final WorkflowCatalogue catalogue;
    private final RunQueue queue;
    private final RunJournal journal;
    private final RunSignals signals;
    private final Deadlines deadlines;

    AttemptRunner(
            WorkflowCatalogue catalogue, RunQueue queue, RunJournal journal, RunSignals signals, Deadlines deadlines) {
        this.catalogue = catalogue;
        this.queue = queue;
        this.journal = journal;
        this.signals = signals;
        this.deadlines = deadlines;
    }

    /**
     * Executes the attempt. An interrupt gives the run back unspent and is left set.
     *
     * @throws org.springframework.dao.DataAccessException when the outcome could not be written; the run is queued again
     *     as soon as it is noticed that nobody executes it
     */
    void run(Claim claim) {
        try {
            Optional<LoadedWorkflow> workflow =
                    catalogue.find(claim.workflow(), claim.version()).or(() -> catalogue.current(claim.workflow()));
            if (workflow.isEmpty()) {
                waitForWorkflow(claim);
            } else if (!execute(claim, workflow.get())) {
                queue.giveBack(claim);
                signals.queued();
            }
        } catch (StaleClaim e) {
            LOG.warn("{}; its result was dropped", e.getMessage());
        }
    }

    private boolean execute(Claim claim, LoadedWorkflow workflow) {
        WorkflowDefinition definition = workflow.definition();
        if (!definition.version().equals(claim.version())) {
            LOG.info(
                    "Run {} was accepted for version {} of {} and goes on with version {}",
                    claim.runId(),
                    claim.version(),
                    claim.workflow(),
                    definition.version());
            queue.bindVersion(claim, definition.version());
        }
        Attempt attempt = new Attempt(claim, journal);
        Deadlines.Deadline deadline = deadlines.start(definition.timeout());
        boolean executed = workflow.execute(
                exchange -> {
                    exchange.getMessage().setBody(StrictJson.toJava(claim.input()));
                    attempt.attachTo(exchange);
                },
                exchange -> {
                    deadline.cancel();
                    finish(attempt, definition, exchange, deadline);
                });
        if (!executed) {
            deadline.cancel();
        }
        return executed;
    }

    private void finish(
            Attempt attempt, WorkflowDefinition definition, Exchange exchange, Deadlines.Deadline deadline) {
        // Nothing is written while the flag is set: on a virtual thread that would close the connection.
        boolean interrupted = Thread.interrupted() | causedBy(exchange.getException(), InterruptedException.class);
        try {
            finish(attempt, definition, exchange, deadline, interrupted);
        } finally {
            // The interrupt of a deadline ends here; any other one is meant for the caller too.
            if (interrupted && !deadline.isPassed()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void finish(
            Attempt attempt,
            WorkflowDefinition definition,
            Exchange exchange,
            Deadlines.Deadline deadline,
            boolean interrupted) {
        Exception failure = exchange.getException();
        if (failure == null) {
            try {
                succeed(attempt.claim(), definition, exchange);
            } catch (EngineException e) {
                unsuccessful(attempt.claim(), e, null);
            }
        } else if (causedBy(failure, StaleClaim.class)) {
            throw new StaleClaim(attempt.claim());
        } else if (deadline.isPassed()) {
            TransientException timedOut = new TransientException(
                    ErrorCode.RUN_TIMED_OUT,
                    "the attempt took longer than the workflow's timeout of " + definition.timeout());
            unsuccessful(attempt.claim(), timedOut, attempt.stepOf(failure));
        } else if (interrupted) {
            queue.giveBack(attempt.claim());
            LOG.info(
                    "Run {} was given back unfinished: the worker is stopping",
                    attempt.claim().runId());
        } else {
            unsuccessful(attempt.claim(), FailureClassifier.classify(failure), attempt.stepOf(failure));
        }
    }

    private void succeed(Claim claim, WorkflowDefinition definition, Exchange exchange) {
        JsonNode result;
        try {
            result = MessageValues.toJson(readable(exchange));
        } catch (MessageValues.NotStorable e) {
            throw new PermanentException(ErrorCode.OUTPUT_INVALID, "the result cannot be stored: " + e.getMessage(), e);
        }
        List<FieldError> errors =
                definition.output().map(schema -> schema.validate(result)).orElse(List.of());
        if (!errors.isEmpty()) {
            FieldError first = errors.get(0);
            throw new PermanentException(
                    ErrorCode.OUTPUT_INVALID,
                    "the result does not fit the output schema of '%s' at '%s': %s"
                            .formatted(definition.name(), first.field(), first.message()));
        }
        queue.succeed(claim, result);
        signals.left(new RunOutcome(claim.runId(), RunState.SUCCEEDED, result, null));
    }

    /** Streams and bytes are taken as UTF-8 text: a result is JSON. */
    private static Object readable(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof StreamCache || body instanceof InputStream) {
            return exchange.getMessage().getBody(String.class);
        }
        return body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : body;
    }

    private void unsuccessful(Claim claim, EngineException failure, String step) {
        RunError error = new RunError(failure.code().name(), failure.getMessage(), step);
        boolean spent = !(failure instanceof TransientException passing) || passing.spendsAttempt();
        boolean last = spent && claim.failures() + 1 >= claim.maxAttempts();
        if (failure instanceof TransientException passing && !last) {
            Duration delay = RetryPolicy.delay(claim, passing);
            queue.retryLater(claim, error, delay, spent);
            LOG.warn(
                    "Run {} of {} did not succeed and is tried again in {} ms: {}",
                    claim.runId(),
                    claim.workflow(),
                    delay.toMillis(),
                    describe(error));
            signals.left(new RunOutcome(claim.runId(), RunState.WAITING, null, error));
        } else {
            queue.fail(claim, error);
            LOG.warn("Run {} of {} failed: {}", claim.runId(), claim.workflow(), describe(error));
            LOG.debug("Run {} failed by this", claim.runId(), failure);
            signals.left(new RunOutcome(claim.runId(), RunState.FAILED, null, error));
        }
    }

    private void waitForWorkflow(Claim claim) {
        queue.retryLater(
                claim,
                new RunError(
                        ErrorCode.WORKFLOW_NOT_FOUND.name(),
                        "the workflow '%s' is not loaded; the run waits until its file is back"
                                .formatted(claim.workflow()),
                        null),
                UNLOADED_PAUSE,
                false);
    }

    private static String describe(RunError error) {
        String step = error.step() == null ? "" : " in step " + error.step();
        return error.code() + step + ": " + error.message();
    }

    private static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
