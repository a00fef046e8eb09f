package io.aiworkflow.platform;

/** Tells for whom something is started that no run has started. */
public interface CurrentSubmitter {
    /** Whoever sent the request that this thread works on; the engine itself outside of requests. */
    Submitter get();
}
