package io.aiworkflow.model;

import io.aiworkflow.platform.Work;
import java.util.Optional;
import java.util.UUID;

/**
 * For whom a model is asked. Places are shared fairly over users.
 *
 * @param user the name of the account
 * @param run the run that asks, if it is one
 * @param step the innermost step of that run; empty outside of any
 */
public record CallOrigin(String user, Priority priority, Optional<UUID> run, String step) {
    /** The engine itself. */
    public static final CallOrigin ENGINE = new CallOrigin("engine", Priority.INTERACTIVE, Optional.empty(), "");

    /** Somebody who waits for the answer himself. */
    public static CallOrigin interactive(String user) {
        return new CallOrigin(user, Priority.INTERACTIVE, Optional.empty(), "");
    }

    static CallOrigin of(Work work) {
        Priority priority = work.urgent() ? Priority.INTERACTIVE : Priority.BACKGROUND;
        return new CallOrigin(work.submitter().name(), priority, work.run(), work.step());
    }

    CallOrigin with(Priority other) {
        return new CallOrigin(user, other, run, step);
    }
}
