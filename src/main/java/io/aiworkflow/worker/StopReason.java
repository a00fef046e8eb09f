package io.aiworkflow.worker;

/** Why an attempt, or one step of it, is told to stop before it has ended by itself. */
enum StopReason {
    /** The step took longer than it may; the attempt ends with that failure. */
    STEP_TIMED_OUT,
    /** The attempt took longer than its workflow allows. */
    TIMED_OUT,
    /** The run is older than its workflow allows. */
    RUN_TIMED_OUT,
    /** Somebody cancelled the run. */
    CANCELLED,
    /** The worker stops. */
    DRAINED,
    /** The worker may have lost the run: nothing is written, and nothing more is begun. */
    LEASE_LOST;

    /** Whether it says something about the work itself, so that a step that it ended has failed. */
    boolean isFailure() {
        return this == STEP_TIMED_OUT || this == TIMED_OUT || this == RUN_TIMED_OUT;
    }
}
