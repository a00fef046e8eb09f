package io.aiworkflow.platform;

import io.aiworkflow.failure.DatabaseTrouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
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

    private final Queue<Item<T, R>> waiting = new ConcurrentLinkedQueue<>();
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
        Item<T, R> mine = new Item<>(value);
        if (turns.tryAcquire()) {
            writeWithOthers(mine);
        } else {
            writeInTurn(mine);
        }
        return mine.result();
    }

    private void writeInTurn(Item<T, R> mine) {
        long start = System.nanoTime();
        waiting.add(mine);
        // A turn may have come back meanwhile, when nobody was waiting for it.
        giveTurn();
        if (mine.hasTurn()) {
            DatabasePatience.lessened(Duration.ofNanos(System.nanoTime() - start), () -> writeWithOthers(mine));
        }
    }

    private void writeWithOthers(Item<T, R> mine) {
        try {
            List<Item<T, R>> group = new ArrayList<>();
            for (Item<T, R> next = mine; next != null; next = group.size() < most ? waiting.poll() : null) {
                group.add(next);
            }
            // On a virtual thread an interrupt would close the connection, and with it what the others write.
            Uninterrupted.run(() -> write(group));
        } finally {
            turns.release();
            giveTurn();
        }
    }

    /** Only who writes next is woken: those whose values are written by others sleep until that is done. */
    private void giveTurn() {
        while (!waiting.isEmpty() && turns.tryAcquire()) {
            Item<T, R> next = waiting.poll();
            if (next != null) {
                next.giveTurn();
                return;
            }
            turns.release();
        }
    }

    /** How many values no statement has taken up yet. */
    int waiting() {
        return waiting.size();
    }

    private void write(List<Item<T, R>> group) {
        try {
            List<R> results =
                    statement.apply(group.stream().map(item -> item.value).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).succeed(results.get(i));
            }
        } catch (RuntimeException | Error e) {
            if (group.size() > 1 && !DatabaseTrouble.causes(e)) {
                // One of them is wrong, and only that one fails.
                group.forEach(item -> write(List.of(item)));
            } else {
                group.forEach(item -> item.fail(e));
            }
        }
    }

    private static final class Item<T, R> {
        private final T value;
        private final CompletableFuture<R> outcome = new CompletableFuture<>();
        private final CompletableFuture<Boolean> turn = new CompletableFuture<>();

        Item(T value) {
            this.value = value;
        }

        void giveTurn() {
            turn.complete(true);
        }

        void succeed(R result) {
            outcome.complete(result);
            turn.complete(false);
        }

        void fail(Throwable failure) {
            outcome.completeExceptionally(failure);
            turn.complete(false);
        }

        /** Waits until its own thread has to write it, or somebody else has. */
        boolean hasTurn() {
            return turn.join();
        }

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
    }
}
