package io.aiworkflow.model;

/** Follows the fetching of a model. */
public interface PullListener {
    /**
     * @param status what the server does, in its own words
     * @param completed bytes that are here, of everything that is known of so far
     * @param total bytes in all that is known of so far, 0 before that
     */
    void progress(String status, long completed, long total);
}
