package io.aiworkflow.schedule;

import io.aiworkflow.identity.AccountRights;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.run.NewRun;
import io.aiworkflow.run.PlannedRuns;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Makes runs with the rights that the owner of the schedule has at this moment. */
@Component
class ScheduledStarts implements Starts {
    private final WorkflowCatalogue catalogue;
    private final AccountRights rights;
    private final PlannedRuns runs;

    ScheduledStarts(WorkflowCatalogue catalogue, AccountRights rights, PlannedRuns runs) {
        this.catalogue = catalogue;
        this.rights = rights;
        this.runs = runs;
    }

    @Override
    public NewRun of(Schedule schedule) {
        NewRun run = NewRun.of(
                catalogue.require(schedule.workflow()),
                schedule.input(),
                submitter(schedule),
                Optional.empty(),
                Optional.empty());
        NewRun checked = runs.checked(run);
        runs.requireRoom(checked);
        return checked;
    }

    /** Never more than whoever made it could do: it may have been a key that does not reach as far as its account. */
    private Submitter submitter(Schedule schedule) {
        if (schedule.isDeclared()) {
            return new Submitter(Schedule.OF_ENGINE, schedule.role());
        }
        Submitter now = rights.of(schedule.owner());
        return schedule.role().includes(now.role()) ? now : new Submitter(now.name(), schedule.role());
    }
}
