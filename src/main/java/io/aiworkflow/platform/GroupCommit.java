package io.aiworkflow.platform;

import io.aiworkflow.failure.DatabaseTrouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes with one statement what several threads want to write at the same moment, so that they share its cost and its
 * commit. Whoever comes alone is not kept waiting, and nobody returns before the commit.
 *
 * @param <T> what is written
 * @param <R> what became of it
 */
public final class GroupCommit<T, R> {
    /** While one statement waits for the disk, the next one can be prepared. */
    private static final int STATEMENTS_AT_A_TIME = 2;

    private final BlockingQueue<Item<T, R>> waiting = new LinkedBlockingQueue<>();
    private final Semaphore turns = new Semaphore(STATEMENTS_AT_A_TIME);
    private final int most;
    private final Function<List<T>, List<R>> statement;

    /**
     * @param most how much goes into one statement
     * @param statement writes all or nothing, and gives as many results in the same order
     */
    public GroupCommit(int most, Function<List<T>, List<R>> statement) {
        this.most = most;
        this.statement = statement;
    }

    /**
     * Writes the value, perhaps together with those of other threads. An interrupt is left for the caller: the value may
     * be in somebody else's hands. Within a transaction of the caller it is written alone, and is there with its commit:
     * the others' values must not depend on that, nor this one be committed by another thread.
     */
    public R write(T value) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return statement.apply(List.of(value)).get(0);
        }
        Item<T, R> mine = new Item<>(value, new CompletableFuture<>());
        waiting.add(mine);
        long start = System.nanoTime();
        turns.acquireUninterruptibly();
        Duration waited = Duration.ofNanos(System.nanoTime() - start);
        // On a virtual thread an interrupt would close the connection, and with it what the others write.
        DatabasePatience.lessened(waited, () -> Uninterrupted.run(() -> writeWithOthers(mine)));
        return mine.result();
    }

    private void writeWithOthers(Item<T, R> mine) {
        try {
            // Those before it may need more than one statement, and whoever took it meanwhile is writing it.
            while (waiting.contains(mine)) {
                List<Item<T, R>> group = new ArrayList<>();
                waiting.drainTo(group, most);
                if (!group.isEmpty()) {
                    write(group);
                }
            }
        } finally {
            turns.release();
        }
    }

    /** How many values no statement has taken up yet. */
    int waiting() {
        return waiting.size();
    }

    private void write(List<Item<T, R>> group) {
        try {
            List<R> results = statement.apply(group.stream().map(Item::value).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).outcome().complete(results.get(i));
            }
        } catch (RuntimeException | Error e) {
            if (group.size() > 1 && !DatabaseTrouble.causes(e)) {
                // One of them is wrong, and only that one fails.
                group.forEach(item -> write(List.of(item)));
            } else {
                group.forEach(item -> item.outcome().completeExceptionally(e));
            }
        }
    }

    private record Item<T, R>(T value, CompletableFuture<R> outcome) {
        R result() {
            try {
                return outcome.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw e;
            }
        }

        /** Two threads may write equal values. */
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
