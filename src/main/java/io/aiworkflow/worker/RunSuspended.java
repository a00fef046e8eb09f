package io.aiworkflow.worker;

/**
 * Ends an attempt because the run has to wait for something outside. What it waits for is noted in the {@link Attempt};
 * the run is resumed from its journal. No author catches it: it is no RuntimeException.
 */
final class RunSuspended extends Exception {
    private static final long serialVersionUID = 1L;

    RunSuspended(String waitingFor) {
        super("the run waits for " + waitingFor, null, false, false);
    }
}
