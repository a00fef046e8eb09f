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
        Submitter owner = schedule.engineRole()
                .map(role -> new Submitter(Schedule.OF_ENGINE, role))
                .orElseGet(() -> rights.of(schedule.owner()));
        NewRun run = NewRun.of(
                catalogue.require(schedule.workflow()), schedule.input(), owner, Optional.empty(), Optional.empty());
        NewRun checked = runs.checked(run);
        runs.requireRoom(checked);
        return checked;
    }
}
