package io.aiworkflow.run;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Keeps the queue from growing without bound, and submissions from piling up before the database. The numbers are
 * counted in the database every half second and moved on by this process's own submissions, so several processes
 * together may exceed a limit by what they accept in that time.
 */
@Component
class QueueLimits {
    private static final Duration COUNT_EVERY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final RunStore store;
    private final QueueProperties properties;
    private final Semaphore submitting;
    private volatile ConcurrentMap<String, Integer> queued = new ConcurrentHashMap<>();
    private final AtomicInteger queuedInAll = new AtomicInteger();
    private final AtomicLong countedAt = new AtomicLong(System.nanoTime() - COUNT_EVERY.toNanos());

    QueueLimits(RunStore store, QueueProperties properties) {
        this.store = store;
        this.properties = properties;
        this.submitting = new Semaphore(properties.maxSubmitting());
    }

    /**
     * Has the run submitted if there is room for it.
     *
     * @throws TransientException QUEUE_FULL when the user, OVERLOADED when the engine has too much to do
     */
    Submission admit(NewRun run, Supplier<Submission> submit) {
        if (!tryEnter()) {
            throw new TransientException(
                    ErrorCode.OVERLOADED,
                    "the engine takes in too many runs at the moment",
                    Duration.ofSeconds(1),
                    null);
        }
        try {
            requireRoom(run);
            return submitCounted(run, submit);
        } finally {
            submitting.release();
        }
    }

    /** Counted before it is there: afterwards, a count of the database in between would count it twice. */
    private Submission submitCounted(NewRun run, Supplier<Submission> submit) {
        count(run.submitter().name(), 1);
        boolean created = false;
        try {
            Submission submission = submit.get();
            created = submission.created();
            return submission;
        } finally {
            if (!created) {
                count(run.submitter().name(), -1);
            }
        }
    }

    private boolean tryEnter() {
        try {
            return submitting.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Sub-runs are part of a run that was admitted; refusing them could keep it from ever ending. */
    void requireRoom(NewRun run) {
        if (run.parent().isPresent()) {
            return;
        }
        refresh();
        if (queued.getOrDefault(run.submitter().name(), 0) >= properties.maxQueuedPerUser()) {
            throw new TransientException(
                    ErrorCode.QUEUE_FULL,
                    "%d runs of yours are queued already; send more when some have ended"
                            .formatted(properties.maxQueuedPerUser()),
                    RETRY_AFTER,
                    null);
        }
        if (queuedInAll.get() >= properties.maxQueued()) {
            throw new TransientException(
                    ErrorCode.OVERLOADED,
                    "%d runs are queued, which is all that the engine takes".formatted(queuedInAll.get()),
                    RETRY_AFTER,
                    null);
        }
    }

    /** One caller counts while the others go by the last numbers: nobody waits for another one's statement. */
    private void refresh() {
        long last = countedAt.get();
        long now = System.nanoTime();
        if (now - last < COUNT_EVERY.toNanos() || !countedAt.compareAndSet(last, now)) {
            return;
        }
        ConcurrentMap<String, Integer> counts = new ConcurrentHashMap<>(store.countQueuedByUser());
        queuedInAll.set(counts.values().stream().mapToInt(Integer::intValue).sum());
        queued = counts;
    }

    private void count(String submitter, int more) {
        queued.merge(submitter, more, Integer::sum);
        queuedInAll.addAndGet(more);
    }
}
