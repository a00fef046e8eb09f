package io.aiworkflow.chaos.node;

import java.util.concurrent.atomic.AtomicInteger;

/** Ends the process, without any cleaning up, when it comes to the place that the suite has named. */
final class HaltPoints {
    /** By this exit code the suite knows that a halt struck. */
    static final int EXIT_CODE = 86;

    private static final String POINT = NodeSettings.haltAt();
    private static final AtomicInteger LEFT = new AtomicInteger(NodeSettings.haltAfter());

    private HaltPoints() {}

    static boolean isArmed() {
        return !POINT.isEmpty();
    }

    static void reach(String point) {
        if (point.equals(POINT) && LEFT.getAndDecrement() <= 0) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
