package io.aiworkflow.platform;

/** For doors at which it depends on the request what its caller must be allowed to do. */
public interface CallerRights {
    /**
     * @param scope as API keys have it, such as {@code documents:read}
     * @param what needs it, for the message
     * @throws io.aiworkflow.failure.PermanentException FORBIDDEN when the request came with an API key that is not good
     *     for it
     */
    void require(String scope, String what);

    /**
     * For doors that start a workflow, now or later, beside its own: they want no less than that one does.
     *
     * @throws io.aiworkflow.failure.PermanentException FORBIDDEN as {@link #require} does
     */
    void requireToStart(String workflow);

    /** Whether whoever sent the request that this thread works on is known and has at least this role. */
    boolean has(UserRole role);

    /** The name of whoever sent the request, as security events have it; {@code unknown} for strangers. */
    String actor();

    /** Where the request came from. */
    String address();
}
