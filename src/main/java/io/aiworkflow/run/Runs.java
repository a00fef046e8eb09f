package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.tracing.Tracing;
import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The one way into the queue: checks the input, accepts the run, wakes a worker, and waits for the end if asked to. */
@Component
public class Runs {
    private static final Duration FIRST_LOOK = Duration.ofMillis(250);
    private static final Duration SLOWEST_LOOK = Duration.ofSeconds(2);

    private final RunStore store;
    private final RunSignals signals;
    private final QueueLimits limits;
    private volatile boolean stopping;

    Runs(RunStore store, RunSignals signals, QueueLimits limits) {
        this.store = store;
        this.signals = signals;
        this.limits = limits;
    }

    /**
     * Accepts a run, whose input is completed with the defaults that the workflow's schema gives.
     *
     * @throws PermanentException when the submitter's role is not enough for the workflow
     * @throws InvalidInput when the input does not fit the workflow's schema
     * @throws io.aiworkflow.failure.TransientException when too much is queued already
     */
    public Submission submit(NewRun run) {
        Submission submission = submitUnseen(run);
        if (submission.created()) {
            signals.queued();
        }
        return submission;
    }

    /** As {@link #submit}, for callers who want to execute the run themselves: workers are not told of it. */
    public Submission submitUnseen(NewRun run) {
        requireRole(run.workflow(), run.submitter().role());
        Optional<DocumentSchema> schema = run.workflow().input();
        NewRun complete = run.withInput(complete(schema, run.input())).within(Tracing.traceparent());
        requireValid(run.workflow().name(), schema, complete.input());
        return admit(complete);
    }

    /** Every door leads through here: requests, sub-runs, schedules and second tries. */
    static void requireRole(WorkflowDefinition workflow, UserRole given) {
        if (!given.includes(workflow.role())) {
            throw new PermanentException(
                    ErrorCode.FORBIDDEN,
                    "workflow '%s' may be started with the role %s or a higher one, and this is asked for with the role %s"
                            .formatted(workflow.name(), workflow.role().wireName(), given.wireName()));
        }
    }

    /** A repeated request finds its run even when there is no room for another one. */
    private Submission admit(NewRun run) {
        try {
            return limits.admit(run, () -> store.submit(run));
        } catch (TransientException e) {
            return Optional.of(run)
                    .filter(repeated -> repeated.idempotencyKey().isPresent())
                    .flatMap(store::earlier)
                    .orElseThrow(() -> e);
        }
    }

    /**
     * Accepts a run and waits until an attempt leaves it in a way that is an answer, or until the engine stops.
     *
     * @param isAnswer which outcomes end the wait
     * @return the outcome, empty when the time was over before
     */
    public Waited submitAndAwait(NewRun run, Duration atMost, Predicate<RunOutcome> isAnswer)
            throws InterruptedException {
        // Watching starts before the run exists, so that even the quickest end is not missed.
        CompletableFuture<Optional<RunOutcome>> next = signals.watch(run.id());
        try {
            Submission submission = submit(run);
            Wait wait = new Wait(submission.id(), atMost, isAnswer, true);
            return new Waited(submission, submission.created() ? await(wait, next) : await(wait));
        } finally {
            signals.unwatch(run.id(), next);
        }
    }

    /** Callers who wait get their answer while the process still gives any; their runs go on. */
    @EventListener(ContextClosedEvent.class)
    void stop() {
        stopping = true;
        signals.wakeWatchers();
    }

    /** Waits for an answer of a run that may have ended already. */
    public Optional<RunOutcome> await(UUID run, Duration atMost, Predicate<RunOutcome> isAnswer)
            throws InterruptedException {
        return await(new Wait(run, atMost, isAnswer, false));
    }

    private Optional<RunOutcome> await(Wait wait) throws InterruptedException {
        CompletableFuture<Optional<RunOutcome>> next = signals.watch(wait.run());
        try {
            Optional<RunOutcome> now =
                    store.find(wait.run()).map(RunOutcome::of).filter(wait.isAnswer());
            return now.isPresent() ? now : await(wait, next);
        } finally {
            signals.unwatch(wait.run(), next);
        }
    }

    /** Looks into the store now and then too: the run may be executed in another process. */
    private Optional<RunOutcome> await(Wait wait, CompletableFuture<Optional<RunOutcome>> first)
            throws InterruptedException {
        UUID run = wait.run();
        long deadline = System.nanoTime() + wait.atMost().toNanos();
        Duration pause = FIRST_LOOK;
        CompletableFuture<Optional<RunOutcome>> next = first;
        try {
            while (true) {
                long left = deadline - System.nanoTime();
                if (left <= 0 || wait.byCaller() && stopping) {
                    return Optional.empty();
                }
                Optional<RunOutcome> seen = next(next, Math.min(left, pause.toNanos()));
                if (next.isDone()) {
                    // Before the look, so that what happens after it is noticed.
                    signals.unwatch(run, next);
                    next = signals.watch(run);
                } else {
                    pause = pause.compareTo(SLOWEST_LOOK) < 0 ? pause.multipliedBy(2) : pause;
                }
                if (seen.isEmpty()) {
                    seen = store.find(run).map(RunOutcome::of);
                }
                if (seen.filter(wait.isAnswer()).isPresent()) {
                    return seen;
                }
            }
        } finally {
            signals.unwatch(run, next);
        }
    }

    /** Empty when the time is over, and when another process says that an attempt has left the run. */
    private static Optional<RunOutcome> next(CompletableFuture<Optional<RunOutcome>> future, long nanos)
            throws InterruptedException {
        try {
            return future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a signal never fails", e);
        }
    }

    /** The sub-run that was started with this key before, also when its workflow is gone meanwhile. */
    public Optional<UUID> subRun(UUID parent, String workflow, String key) {
        return store.subRun(parent, workflow, key);
    }

    public Run find(UUID id) {
        return store.find(id).orElseThrow(() -> notFound(id));
    }

    /** How the run stands now. */
    public RunOutcome outcome(UUID id) {
        return RunOutcome.of(find(id));
    }

    static PermanentException notFound(UUID id) {
        return new PermanentException(ErrorCode.RUN_NOT_FOUND, "there is no run " + id);
    }

    /** The input with the defaults that the schema gives, if there is one. */
    static JsonNode complete(Optional<DocumentSchema> schema, JsonNode input) {
        return schema.map(found -> found.withDefaults(input)).orElse(input);
    }

    /** @throws InvalidInput when the input does not fit the schema */
    static void requireValid(String workflow, Optional<DocumentSchema> schema, JsonNode input) {
        List<FieldError> errors = schema.map(found -> found.validate(input)).orElse(List.of());
        if (!errors.isEmpty()) {
            throw new InvalidInput(
                    "the input of workflow '%s' has %d error%s; GET /api/v1/workflows/%s shows its schema"
                            .formatted(workflow, errors.size(), errors.size() == 1 ? "" : "s", workflow),
                    errors);
        }
    }

    /** @param byCaller whether a request is held open by it, which must not outlast the process */
    private record Wait(UUID run, Duration atMost, Predicate<RunOutcome> isAnswer, boolean byCaller) {}

    /**
     * A submission and what came of it within the time.
     *
     * @param outcome empty when there was no answer in time
     */
    public record Waited(Submission submission, Optional<RunOutcome> outcome) {}
}
