package io.aiworkflow.worker;

/** Why an attempt is told to stop before it has ended by itself. */
enum StopReason {
    /** The attempt took longer than its workflow allows. */
    TIMED_OUT,
    /** Somebody cancelled the run. */
    CANCELLED,
    /** The worker stops. */
    DRAINED,
    /** The worker may have lost the run: nothing is written, and nothing more is begun. */
    LEASE_LOST
}
