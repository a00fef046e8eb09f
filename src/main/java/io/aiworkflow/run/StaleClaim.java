package io.aiworkflow.run;

/**
 * The run is no longer in the hands of the worker that tried to write: its lease ended and somebody else may hold the
 * run. Whatever the worker still had in hand must be dropped.
 */
public final class StaleClaim extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StaleClaim(Claim claim) {
        super("run %s was taken from this worker (token %d is no longer valid)"
                .formatted(claim.runId(), claim.token()));
    }
}
