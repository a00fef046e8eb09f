package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.MessageValues;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.tracing.TraceSpan;
import io.aiworkflow.platform.tracing.Tracing;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.Effects;
import io.aiworkflow.run.RunJournal;
import io.aiworkflow.run.RunMeters;
import io.aiworkflow.run.StaleClaim;
import io.aiworkflow.workflow.LoadedWorkflow;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Executes one attempt on the calling thread and writes down how it ended. No transaction is open meanwhile. */
@Component
class AttemptRunner {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);

    private final PinnedWorkflow pinned;
    private final RunJournal journal;
    private final Effects effects;
    private final AttemptEnd end;
    private final Watchdog watchdog;
    private final WorkerStanding standing;
    private final Progress progress;
    private final RunMeters meters;
    private final Tracing tracing;

    AttemptRunner(
            PinnedWorkflow pinned,
            RunJournal journal,
            Effects effects,
            AttemptEnd end,
            Watchdog watchdog,
            WorkerStanding standing,
            Progress progress,
            RunMeters meters,
            Tracing tracing) {
        this.pinned = pinned;
        this.journal = journal;
        this.effects = effects;
        this.end = end;
        this.watchdog = watchdog;
        this.standing = standing;
        this.progress = progress;
        this.meters = meters;
        this.tracing = tracing;
    }

    /**
     * Executes the attempt. An interrupt that does not come from the attempt's own stop signal gives the run back unspent
     * and is left set.
     *
     * @throws org.springframework.dao.DataAccessException when the outcome could not be written; the run is queued again
     *     as soon as it is noticed that nobody executes it
     */
    void run(HeldRun held) {
        Claim claim = held.claim();
        TraceSpan span = tracing.beginBelow(claim.trace().orElse(null), Tracing.Kind.RUN, "run " + claim.workflow())
                .with("aiworkflow.run.id", claim.runId().toString())
                .with("aiworkflow.workflow", claim.workflow())
                .with("aiworkflow.attempt", String.valueOf(claim.token()));
        try (RunPresence here = RunPresence.of(claim, null, span)) {
            held.traced(span);
            attempt(held);
        } catch (StaleClaim e) {
            standing.staleWrite();
            meters.staleWriteRefused();
            LOG.warn("{}; its result was dropped", e.getMessage());
        } finally {
            span.end();
        }
    }

    private void attempt(HeldRun held) {
        Claim claim = held.claim();
        meters.claimed(claim.workflow(), claim.waited());
        try {
            requireReadable(claim);
            Optional<LoadedWorkflow> workflow = pinned.of(claim);
            if (workflow.isEmpty()) {
                end.awaitWorkflow(claim);
            } else if (!execute(held, workflow.get())) {
                end.giveBack(claim);
            }
        } catch (EngineException e) {
            end.unsuccessful(held, e, List.of());
        } catch (InterruptedException e) {
            end.stopped(held, held.signal().reason().orElse(StopReason.DRAINED));
            Thread.currentThread().interrupt();
        }
    }

    private static void requireReadable(Claim claim) {
        if (claim.input().isMissingNode()) {
            throw new PermanentException(ErrorCode.INTERNAL_ERROR, "the stored input cannot be read as JSON");
        }
    }

    private boolean execute(HeldRun held, LoadedWorkflow workflow) {
        Claim claim = held.claim();
        WorkflowDefinition definition = workflow.definition();
        held.executeWith(definition.options());
        if (held.timeLeft().filter(left -> left.toMillis() <= 0).isPresent()) {
            end.stopped(held, StopReason.RUN_TIMED_OUT);
            return true;
        }
        Attempt attempt = new Attempt(held, journal, effects, standing, watchdog, meters);
        Future<?> deadline = watchdog.stopInTime(held);
        StopSignal.Work work = held.signal().enter();
        try {
            return workflow.execute(
                    exchange -> {
                        exchange.getMessage().setBody(StrictJson.toJava(claim.input()));
                        attempt.attachTo(exchange);
                    },
                    exchange -> {
                        deadline.cancel(false);
                        work.close();
                        finish(attempt, definition, exchange);
                    });
        } finally {
            deadline.cancel(false);
            work.close();
        }
    }

    private void finish(Attempt attempt, WorkflowDefinition definition, Exchange exchange) {
        StopSignal signal = attempt.held().signal();
        // Nothing is written while the flag is set: on a virtual thread that would close the connection.
        boolean interrupted = Thread.interrupted();
        try {
            finish(attempt, definition, exchange, signal.reason().orElse(interrupted ? StopReason.DRAINED : null));
        } finally {
            // An interrupt by the signal ends here; any other one is meant for the caller too.
            if (interrupted && signal.reason().isEmpty()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void finish(Attempt attempt, WorkflowDefinition definition, Exchange exchange, StopReason stop) {
        progress.flush(attempt);
        Claim claim = attempt.claim();
        Exception failure = exchange.getException();
        if (failure == null
                && attempt.waits().pending().isEmpty()
                && attempt.review().isEmpty()) {
            try {
                succeed(attempt.held(), definition, exchange);
            } catch (EngineException e) {
                end.unsuccessful(attempt.held(), e, List.of());
            }
        } else if (causedBy(failure, StaleClaim.class)) {
            throw new StaleClaim(claim);
        } else if (attempt.review().isPresent() && (stop == null || stop.isFailure())) {
            end.awaitReview(claim, attempt.review().get());
        } else if (causedBy(failure, AttemptStopped.class) || stop != null) {
            end.stopped(attempt.held(), stop != null ? stop : attempt.stopped().orElse(StopReason.DRAINED));
        } else if (!attempt.waits().pending().isEmpty() && (failure == null || causedBy(failure, RunSuspended.class))) {
            end.suspended(
                    attempt.held(), attempt.waits().pending(), attempt.waits().reason());
        } else if (causedBy(failure, InterruptedException.class)) {
            end.stopped(attempt.held(), StopReason.DRAINED);
        } else {
            end.unsuccessful(attempt.held(), FailureClassifier.classify(failure), attempt.failedSteps(failure));
        }
    }

    private void succeed(HeldRun held, WorkflowDefinition definition, Exchange exchange) {
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
        end.succeeded(held, result);
    }

    /** Streams and bytes are taken as UTF-8 text: a result is JSON. */
    private static Object readable(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof StreamCache || body instanceof InputStream) {
            return exchange.getMessage().getBody(String.class);
        }
        return body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : body;
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
