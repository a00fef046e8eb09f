package io.aiworkflow.intake;

import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunCursor;
import io.aiworkflow.run.RunJournal;
import io.aiworkflow.run.RunProgress;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.RunStore;
import io.aiworkflow.run.StepProgress;
import io.aiworkflow.run.StepRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Tells what has happened to a run since a cursor, from the run's rows alone. States that came and went are left out;
 * steps and the end never are.
 */
@Component
@Profile("api")
class RunEvents {
    private final RunStore store;
    private final RunJournal journal;
    private final RunProgress progress;

    RunEvents(RunStore store, RunJournal journal, RunProgress progress) {
        this.store = store;
        this.journal = journal;
        this.progress = progress;
    }

    /** The news in an order that makes sense; empty when there are none. */
    List<RunEvent> after(UUID id, RunCursor known) {
        // The run first: when it has ended, all of its steps are there to be read afterwards.
        Optional<Run> run = store.find(id);
        if (run.isEmpty()) {
            return List.of();
        }
        List<RunEvent> events = new ArrayList<>();
        boolean changed = run.get().revision() > known.revision();
        RunCursor cursor = known;
        if (changed && run.get().state() == RunState.RUNNING) {
            cursor = cursor.atRevision(run.get().revision());
            events.add(RunEvent.state(run.get(), cursor));
        }
        for (StepRecord step : journal.stepsAfter(id, known.step())) {
            cursor = cursor.atStep(step.seq());
            events.add(RunEvent.step(step, cursor));
        }
        for (StepProgress report : progress.after(id, known.progress())) {
            cursor = cursor.atProgress(report.seq());
            events.add(RunEvent.progress(report, cursor));
        }
        if (changed && run.get().state() != RunState.RUNNING) {
            cursor = cursor.atRevision(run.get().revision());
            events.add(
                    run.get().state().isFinal() ? RunEvent.end(run.get(), cursor) : RunEvent.state(run.get(), cursor));
        }
        return events;
    }
}
