package io.aiworkflow.maintenance;

import io.aiworkflow.failure.DatabaseTrouble;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One execution of a chore that has several parts: a part that fails keeps no other one from being done. */
final class JobWork {
    private static final Logger LOG = LoggerFactory.getLogger(JobWork.class);

    private final String job;
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    JobWork(String job) {
        this.job = job;
    }

    /** Does a part and keeps what it gives under its name. */
    void part(String name, Callable<?> part) throws InterruptedException {
        requireGoingOn();
        try {
            figures.put(name, part.call());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            // A library that cannot be loaded is one, and says nothing about the other parts.
            requireGoingOn();
            LOG.warn("The part {} of the maintenance job {} failed", name, job, e);
            failures.add(name + ": " + reason(e));
        }
    }

    /** Repeats a batch until it is not full any more, or for so many times; returns how much was done. */
    static long batches(int size, int most, IntSupplier batch) throws InterruptedException {
        long all = 0;
        int done = size;
        for (int times = 0; done >= size && times < most; times++) {
            requireGoingOn();
            done = batch.getAsInt();
            all += done;
        }
        return all;
    }

    Map<String, Object> figures() {
        return figures;
    }

    List<String> failures() {
        return failures;
    }

    static void requireGoingOn() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the next run goes on with it");
        }
    }

    static String reason(Throwable failure) {
        return DatabaseTrouble.reason(failure);
    }
}
