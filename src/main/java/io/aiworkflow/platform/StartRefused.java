package io.aiworkflow.platform;

/** The engine cannot start as it is set up, and the operator can mend it: what is wrong, and what to do. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;

    public StartRefused(String problem, String action) {
        this(problem, action, null);
    }

    public StartRefused(String problem, String action, Throwable cause) {
        super(problem, cause);
        this.action = action;
    }

    /** What the operator should do. */
    public String action() {
        return action;
    }
}
