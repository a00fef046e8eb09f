package io.aiworkflow.platform;

/** Where everything is reported that matters to the safety of the engine. */
public interface SecurityEvents {
    /** Keeps the event for good. It is written together with the change that it tells of when both share a transaction. */
    void record(SecurityEvent event);
}
