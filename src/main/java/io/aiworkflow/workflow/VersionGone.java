package io.aiworkflow.workflow;

/** A version of a workflow cannot be loaded any more; the message is the reason, to be read after a colon. */
public final class VersionGone extends Exception {
    private static final long serialVersionUID = 1L;

    public VersionGone(String reason, Throwable cause) {
        super(reason, cause);
    }
}
