package io.aiworkflow.intake;

import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunJournal;
import io.aiworkflow.run.RunProgress;
import io.aiworkflow.run.WaitStore;
import io.aiworkflow.usage.Usages;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Gathers all that can be told of one run. */
@Component
@Profile("api")
class RunDetails {
    private final RunJournal journal;
    private final RunProgress progress;
    private final WaitStore waits;
    private final Usages usages;

    RunDetails(RunJournal journal, RunProgress progress, WaitStore waits, Usages usages) {
        this.journal = journal;
        this.progress = progress;
        this.waits = waits;
        this.usages = usages;
    }

    RunView of(Run run) {
        return RunView.of(
                run,
                journal.steps(run.id()),
                progress.after(run.id(), 0),
                waits.ofRun(run.id()),
                usages.ofRun(run.id()));
    }
}
