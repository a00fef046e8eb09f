package io.aiworkflow.platform;

/**
 * Something whose figures are too dear to be looked up while monitoring waits for them. Modules offer theirs as beans;
 * each is asked every few seconds in the background, one after the other.
 */
public interface MeterSource {
    /** Looks the figures up and keeps them for its meters. An exception is logged, and the figures stay as they were. */
    void sample();
}
