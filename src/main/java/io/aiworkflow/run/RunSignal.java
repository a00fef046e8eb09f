package io.aiworkflow.run;

import java.util.Optional;
import java.util.UUID;

/**
 * A hint that something may have changed in the database. Whoever gets it looks there; it proves nothing by itself.
 *
 * @param run the run that it is about; empty for {@link Kind#QUEUED}, which means any run
 */
public record RunSignal(Kind kind, Optional<UUID> run) {
    static RunSignal queued() {
        return new RunSignal(Kind.QUEUED, Optional.empty());
    }

    static RunSignal of(Kind kind, UUID run) {
        return new RunSignal(kind, Optional.of(run));
    }

    /** What may have changed. */
    public enum Kind {
        /** Runs are due. */
        QUEUED,
        /** An attempt has left the run. */
        LEFT,
        /** A step of the run was journalled. */
        JOURNALLED,
        /** A step of the run has reported how far it is. */
        PROGRESSED,
        /** Somebody asked for the run's cancel. */
        CANCEL_REQUESTED
    }
}
