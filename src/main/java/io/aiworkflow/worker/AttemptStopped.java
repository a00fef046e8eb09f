package io.aiworkflow.worker;

/** Ends an attempt at a step's border, where nothing is lost. No author catches it: it is no RuntimeException. */
final class AttemptStopped extends Exception {
    private static final long serialVersionUID = 1L;

    private final StopReason reason;

    AttemptStopped(StopReason reason) {
        super("the attempt was stopped: " + reason, null, false, false);
        this.reason = reason;
    }

    StopReason reason() {
        return reason;
    }
}
