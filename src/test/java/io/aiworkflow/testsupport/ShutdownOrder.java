package io.aiworkflow.testsupport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Ends what engines need after the engines that tests have left open: without it they would try for long to go on. */
final class ShutdownOrder {
    /** The thread in which Spring Boot closes them when the JVM ends. */
    private static final String ENGINES = "SpringApplicationShutdownHook";

    private static final Duration UNTIL_ALL_HOOKS_HAVE_BEGUN = Duration.ofMillis(200);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(90);

    private ShutdownOrder() {}

    static void afterTheEngines(Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                awaitEngines();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                stop.run();
            }
        }));
    }

    private static void awaitEngines() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(UNTIL_ALL_HOOKS_HAVE_BEGUN.toMillis());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(ENGINES)) {
                thread.join(LONGEST_STOP.toMillis());
            }
        }
    }
}
