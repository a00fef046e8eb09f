package io.aiworkflow.maintenance;

import io.aiworkflow.workflow.Timetable;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.time.Instant;
import java.util.Optional;

/** When a chore is planned, as the file of its workflow says. */
final class JobTimes {
    private JobTimes() {}

    /** The first planned time after this one; empty when it is started by hand only. */
    static Optional<Instant> after(WorkflowDefinition workflow, Instant moment) {
        return timetable(workflow).flatMap(times -> times.after(moment));
    }

    /** For people. */
    static Optional<String> text(WorkflowDefinition workflow) {
        return timetable(workflow).map(Timetable::toString);
    }

    private static Optional<Timetable> timetable(WorkflowDefinition workflow) {
        return workflow.options().schedule().timetable();
    }
}
