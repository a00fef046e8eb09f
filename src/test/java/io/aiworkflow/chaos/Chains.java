package io.aiworkflow.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same thing on several databases at a time, since a test that waits for leases leaves the machine idle. */
final class Chains {
    /** One of them. */
    interface Chain {
        /**
         * @param number from 0
         * @param rounds its share
         */
        void run(int number, int rounds) throws Exception;
    }

    private Chains() {}

    /** Divides the rounds evenly. */
    static void run(int chains, int rounds, Chain chain) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(chains);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < Math.min(chains, rounds); i++) {
                int number = i;
                int share = rounds / chains + (i < rounds % chains ? 1 : 0);
                running.add(threads.submit(() -> {
                    chain.run(number, share);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a chain broke off", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
