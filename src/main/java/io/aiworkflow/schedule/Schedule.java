package io.aiworkflow.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.workflow.MisfireRule;
import io.aiworkflow.workflow.OverlapRule;
import io.aiworkflow.workflow.Timetable;
import java.time.Instant;
import java.util.UUID;

/**
 * When runs of a workflow are started by themselves, and for whom.
 *
 * @param owner the account whose rights count when it fires, or the engine itself
 * @param role the most that its runs may do, whatever the owner may do by then
 * @param file the file that declares it; null for one that was made by a request
 * @param nextAt the next planned time; null when there is none any more
 * @param overdue whether that has passed by and nobody has dealt with it
 */
record Schedule(
        UUID id,
        String name,
        String owner,
        UserRole role,
        String file,
        String workflow,
        JsonNode input,
        Timetable timetable,
        MisfireRule misfire,
        OverlapRule overlap,
        boolean paused,
        Instant nextAt,
        boolean overdue,
        Instant createdAt,
        Instant updatedAt) {
    static final String OF_ENGINE = "engine";

    /** Whether a file declares it, which alone can change it. */
    boolean isDeclared() {
        return file != null;
    }
}
