package io.aiworkflow.chaos.rig;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for conditions of other processes; the only place of the suite that sleeps. */
public final class Waiting {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Waiting() {}

    /** Waits until the condition holds. A condition that cannot be checked for the moment does not hold. */
    public static boolean upTo(Duration atMost, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            try {
                if (condition.call()) {
                    return true;
                }
            } catch (Exception e) {
                if (System.nanoTime() >= deadline) {
                    return false;
                }
            }
            if (System.nanoTime() >= deadline) {
                return false;
            }
            pause(PAUSE);
        }
    }

    /** @throws IllegalStateException when the condition does not hold in time */
    public static void until(String what, Duration atMost, Callable<Boolean> condition) {
        if (!upTo(atMost, condition)) {
            throw new IllegalStateException("waited %d s in vain until %s".formatted(atMost.toSeconds(), what));
        }
    }

    public static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
