package io.aiworkflow.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.workflow.MisfireRule;
import io.aiworkflow.workflow.OverlapRule;
import io.aiworkflow.workflow.Timetable;
import java.time.Instant;
import java.util.UUID;

/** A schedule to be made, or what one shall become. */
record NewSchedule(
        UUID id,
        String name,
        String owner,
        UserRole role,
        String workflow,
        JsonNode input,
        Timetable timetable,
        MisfireRule misfire,
        OverlapRule overlap,
        boolean paused,
        Instant nextAt) {}
