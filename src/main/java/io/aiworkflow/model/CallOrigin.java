package io.aiworkflow.model;

import io.aiworkflow.platform.Work;
import java.util.Optional;
import java.util.UUID;

/**
 * For whom a model is asked. Places are shared fairly over users.
 *
 * @param user the name of the account
 * @param run the run that asks, if it is one
 * @param workflow the workflow of that run; empty outside of any
 * @param step the innermost step of that run; empty outside of any
 * @param occurrence tells executions of the step apart; empty for a step that is executed once
 */
public record CallOrigin(
        String user, Priority priority, Optional<UUID> run, String workflow, String step, String occurrence) {
    /** The engine itself. */
    public static final CallOrigin ENGINE = interactive("engine");

    /** Somebody who waits for the answer himself. */
    public static CallOrigin interactive(String user) {
        return new CallOrigin(user, Priority.INTERACTIVE, Optional.empty(), "", "", "");
    }

    /** For whoever a route or a request works. */
    public static CallOrigin of(Work work) {
        Priority priority = work.urgent() ? Priority.INTERACTIVE : Priority.BACKGROUND;
        return new CallOrigin(
                work.submitter().name(), priority, work.run(), work.workflow(), work.step(), work.occurrence());
    }

    CallOrigin with(Priority other) {
        return new CallOrigin(user, other, run, workflow, step, occurrence);
    }
}
