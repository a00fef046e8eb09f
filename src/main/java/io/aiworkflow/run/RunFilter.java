package io.aiworkflow.run;

import java.util.Optional;
import java.util.UUID;

/**
 * Which runs to list.
 *
 * @param before only runs that were accepted before this one, for paging
 * @param limit how many at most
 */
public record RunFilter(
        Optional<String> workflow,
        Optional<RunState> state,
        Optional<String> submitter,
        Optional<UUID> before,
        int limit) {}
