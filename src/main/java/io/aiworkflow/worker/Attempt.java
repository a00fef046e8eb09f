package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.DatabaseOutage;
import io.aiworkflow.run.Claim;
import io.aiworkflow.run.PendingWait;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.RunJournal;
import io.aiworkflow.run.StepKey;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;

/**
 * One try at a run, carried by its exchange and every copy of it. It knows which steps earlier attempts have finished,
 * and tells executions of the same step apart.
 */
final class Attempt {
    private static final String PROPERTY = "AiWorkflowAttempt";
    private static final String PATH_PROPERTY = "AiWorkflowOccurrencePath";
    private static final String STEP_PROPERTY = "AiWorkflowStep";
    private static final String RUN_ID_PROPERTY = "runId";
    private static final StepKey NO_STEP = new StepKey("", "");

    private final HeldRun held;
    private final Claim claim;
    private final RunJournal journal;
    private final WorkerStanding standing;
    private final Map<StepKey, JsonNode> finished;
    private final Map<StepKey, AtomicInteger> visits = new ConcurrentHashMap<>();
    private final Map<Throwable, String> failedSteps = Collections.synchronizedMap(new IdentityHashMap<>());
    private final Map<StepKey, ProgressPace> paces = new ConcurrentHashMap<>();
    private final List<PendingWait> waits = new CopyOnWriteArrayList<>();
    private volatile StopReason stopped;

    Attempt(HeldRun held, RunJournal journal, WorkerStanding standing) {
        this.held = held;
        this.claim = held.claim();
        this.journal = journal;
        this.standing = standing;
        this.finished = claim.isResumed() ? journal.finishedSteps(claim.runId()) : Map.of();
    }

    /** The attempt that an exchange belongs to; empty when it is not part of a run. */
    static Optional<Attempt> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, Attempt.class));
    }

    void attachTo(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
        exchange.setProperty(RUN_ID_PROPERTY, claim.runId().toString());
    }

    Claim claim() {
        return claim;
    }

    HeldRun held() {
        return held;
    }

    /**
     * Called before anything with an effect is begun.
     *
     * @throws AttemptStopped when the attempt was stopped, or this worker may begin nothing any more
     */
    void requireMayBegin() throws AttemptStopped {
        Optional<StopReason> hindrance = held.signal().reason().or(standing::hindrance);
        if (hindrance.isPresent()) {
            stopped = hindrance.get();
            throw new AttemptStopped(stopped);
        }
    }

    /** Why {@link #requireMayBegin} has refused. */
    Optional<StopReason> stopped() {
        return Optional.ofNullable(stopped);
    }

    /** Notes what the run has to wait for; the caller throws the result. */
    RunSuspended suspend(PendingWait wait) {
        waits.add(wait);
        return new RunSuspended(wait.kind().wireName() + " '" + wait.key().step() + "'");
    }

    List<PendingWait> pendingWaits() {
        return List.copyOf(waits);
    }

    /** The innermost step from which this failure came, or null if it came from outside of any step. */
    String stepOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String step = failedSteps.get(cause);
            if (step != null) {
                return step;
            }
        }
        return null;
    }

    /**
     * The key of the execution that is about to start. Called once for each execution: where the path does not tell
     * two of them apart, as in a loop, their order does, which is the same in each attempt.
     */
    StepKey nextKey(Exchange exchange, String step) {
        String path = path(exchange);
        int visit = visits.computeIfAbsent(new StepKey(step, path), key -> new AtomicInteger())
                .getAndIncrement();
        return new StepKey(step, visit == 0 ? path : path + "#" + visit);
    }

    Optional<JsonNode> finished(StepKey key) {
        return Optional.ofNullable(finished.get(key));
    }

    void succeeded(StepKey key, JsonNode output, Duration took) {
        DatabaseOutage.outlast(() -> journal.recordStep(claim, key, output, took));
    }

    void failed(StepKey key, RunError error, Throwable failure, Duration took) {
        failedSteps.putIfAbsent(failure, key.step());
        DatabaseOutage.outlast(() -> journal.recordFailedStep(claim, key, error, took));
    }

    /** Makes the place that the exchange has in a split or multicast part of the path of everything nested in it. */
    static Object descend(Exchange exchange) {
        return descend(exchange, path(exchange));
    }

    /**
     * Makes a step that is about to be executed part of the path of everything nested in it. A replayed step skips what
     * is in it, so what is in it must be counted on its own.
     */
    static Object descend(Exchange exchange, StepKey into) {
        Object outer = descend(exchange, into.occurrence() + "/" + into.step());
        exchange.setProperty(STEP_PROPERTY, into);
        return outer;
    }

    private static Object descend(Exchange exchange, String path) {
        Object outer = new Place(exchange.getProperty(PATH_PROPERTY), exchange.getProperty(STEP_PROPERTY));
        exchange.setProperty(PATH_PROPERTY, path);
        return outer;
    }

    /** Undoes {@link #descend}. */
    static void ascend(Exchange exchange, Object outer) {
        Place place = (Place) outer;
        exchange.setProperty(PATH_PROPERTY, place.path());
        exchange.setProperty(STEP_PROPERTY, place.step());
    }

    /** The innermost step that is being executed; its name is empty outside of any step. */
    static StepKey stepAt(Exchange exchange) {
        return exchange.getProperty(STEP_PROPERTY, NO_STEP, StepKey.class);
    }

    /** At which rate the step's reports of progress are written. */
    ProgressPace pace(StepKey key, Duration pause) {
        return paces.computeIfAbsent(key, any -> new ProgressPace(pause));
    }

    /** Empty when the step has not reported anything. */
    Optional<ProgressPace> pace(StepKey key) {
        return Optional.ofNullable(paces.get(key));
    }

    private static String path(Exchange exchange) {
        StringBuilder path = new StringBuilder(exchange.getProperty(PATH_PROPERTY, "", String.class));
        append(path, 's', exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX));
        append(path, 'm', exchange.getProperty(ExchangePropertyKey.MULTICAST_INDEX));
        return path.toString();
    }

    private static void append(StringBuilder path, char kind, Object index) {
        if (index != null) {
            path.append(path.isEmpty() ? "" : ".").append(kind).append(index);
        }
    }

    private record Place(Object path, Object step) {}

    @Override
    public String toString() {
        return "attempt " + claim.token() + " at run " + claim.runId();
    }
}
