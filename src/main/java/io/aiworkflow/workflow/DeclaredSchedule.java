package io.aiworkflow.workflow;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A schedule that a route file declares.
 *
 * @param name unique among all schedules
 * @param workflow whose runs it starts
 * @param source the file or class that declares it
 */
public record DeclaredSchedule(
        String name,
        String workflow,
        JsonNode input,
        Timetable timetable,
        MisfireRule misfire,
        OverlapRule overlap,
        String source) {
    static DeclaredSchedule of(
            String name, String workflow, JsonNode input, Timetable timetable, ScheduleOptions options, String source) {
        return new DeclaredSchedule(name, workflow, input, timetable, options.misfire(), options.overlap(), source);
    }
}
