package io.aiworkflow.platform;

import java.util.Optional;
import java.util.UUID;

/**
 * For whom and for what a route works at a moment.
 *
 * @param run empty outside of runs
 * @param step the innermost step of the run; empty outside of any
 * @param urgent whether somebody waits for it; other work gives way to it
 */
public record Work(Submitter submitter, Optional<UUID> run, String step, boolean urgent) {
    /** Work that belongs to no run. */
    public static Work outsideOfRuns(Submitter submitter) {
        return new Work(submitter, Optional.empty(), "", true);
    }
}
