package io.aiworkflow.model;

/**
 * Follows a call while it is made, on the thread that makes it. An exception from it ends the call and closes the
 * connection.
 */
public interface CallListener {
    /** Does nothing. */
    CallListener NONE = new CallListener() {};

    /** There is no place yet; told at first and whenever something has changed. */
    default void queued(QueuePlace place) {}

    /** The next piece of the answer. */
    default void text(String piece) {}

    /** The next piece of what the model thinks before it answers. */
    default void thinking(String piece) {}

    /** What came so far does not count: the question is asked again, or somebody else. */
    default void restarted() {}
}
