package io.aiworkflow.workflow;

import io.aiworkflow.platform.UserRole;
import java.time.Duration;
import java.util.Optional;

/**
 * What a workflow declares about itself, in one fixed version.
 *
 * @param name the public, stable name
 * @param version hash of the route's text and of both schemas: the same version means the same behaviour as far as
 *     the author's files say
 * @param source the file or class that it was loaded from
 * @param content the route as text, kept so that an unfinished run can be resumed on the version it began with
 * @param input schema of the input, empty when any JSON is accepted
 * @param output schema of the result, empty when any JSON may be returned
 * @param options how runs are executed
 */
public record WorkflowDefinition(
        String name,
        String version,
        String description,
        String source,
        String content,
        Optional<DocumentSchema> input,
        Optional<DocumentSchema> output,
        WorkflowOptions options) {
    private static final String JAVA = "java:";

    /** The source of a route that comes with the code. */
    static String javaSource(String routeId) {
        return JAVA + routeId;
    }

    static boolean isJava(String source) {
        return source.startsWith(JAVA);
    }

    /** Whether it is executable code of this build, which no other process can load from its text. */
    public boolean isJava() {
        return isJava(source);
    }

    /** NAME@VERSION. */
    public String id() {
        return name + "@" + version;
    }

    /** How long one attempt may take. */
    public Duration timeout() {
        return options.timeout();
    }

    /** How many attempts a run has. */
    public int attempts() {
        return options.attempts();
    }

    /** How many runs are executed at a time, 0 for no limit. */
    public int concurrency() {
        return options.concurrency();
    }

    /** The least role that may start runs. */
    public UserRole role() {
        return UserRole.ofWireName(options.role());
    }
}
