package io.aiworkflow.run;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What a worker asks the queue for.
 *
 * @param workflows the names of the workflows that it can execute in some version
 * @param loaded NAME@VERSION of those that it has loaded; another version is left to a worker that alone can execute it
 * @param limits how many runs of a workflow are executed at a time on all workers; names without a limit are left out
 * @param most how many runs it can start at once
 * @param leastCrashes only runs that were in hand in at least so many crashes
 * @param mostCrashes only runs that were in hand in at most so many crashes
 */
public record ClaimRequest(
        UUID worker,
        Set<String> workflows,
        Set<String> loaded,
        Map<String, Integer> limits,
        int most,
        int leastCrashes,
        int mostCrashes) {
    /** Runs with any number of crashes. */
    public ClaimRequest(UUID worker, Set<String> workflows, Set<String> loaded, Map<String, Integer> limits, int most) {
        this(worker, workflows, loaded, limits, most, 0, Integer.MAX_VALUE);
    }
}
