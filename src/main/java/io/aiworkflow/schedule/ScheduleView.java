package io.aiworkflow.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.workflow.Timetable;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A schedule as callers see it.
 *
 * @param source {@code api} or {@code file}
 * @param file the name of the file that declares it
 * @param nextAt absent when it is paused or nothing is planned any more
 * @param last the last line of its ledger
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ScheduleView(
        String name,
        String workflow,
        String source,
        String file,
        String owner,
        String cron,
        String zone,
        String every,
        Instant at,
        JsonNode input,
        String misfire,
        String overlap,
        boolean paused,
        boolean overdue,
        Instant nextAt,
        Firing last,
        Instant createdAt,
        Instant updatedAt) {
    static ScheduleView of(ListedSchedule listed) {
        Schedule schedule = listed.schedule();
        Timetable timetable = schedule.timetable();
        boolean cron = timetable.kind() == Timetable.Kind.CRON;
        return new ScheduleView(
                schedule.name(),
                schedule.workflow(),
                schedule.isDeclared() ? "file" : "api",
                fileName(schedule.file()),
                schedule.owner(),
                cron ? timetable.text() : null,
                timetable.zone(),
                timetable.kind() == Timetable.Kind.EVERY ? timetable.text() : null,
                timetable.kind() == Timetable.Kind.AT ? timetable.anchor() : null,
                schedule.input(),
                schedule.misfire().text(),
                schedule.overlap().text(),
                schedule.paused(),
                schedule.overdue(),
                schedule.paused() ? null : schedule.nextAt(),
                listed.last().orElse(null),
                schedule.createdAt(),
                schedule.updatedAt());
    }

    /** Where the folder lies on a server is nobody's business. */
    private static String fileName(String file) {
        return file == null ? null : Path.of(file).getFileName().toString();
    }
}
