package io.aiworkflow.platform;

/**
 * Who asks for a run. It is kept with the run, so that what the run starts itself is measured by the same rights.
 *
 * @param name the account's name, which is never given to another account
 */
public record Submitter(String name, UserRole role) {
    /**
     * The exchange property with who asked for the run, or who sent the request to an author's door, which any of its
     * threads may need.
     */
    public static final String PROPERTY = "AiWorkflowSubmitter";

    /** The engine itself, for what no account has asked for. */
    public static final Submitter ENGINE = new Submitter("engine", UserRole.ADMIN);
}
