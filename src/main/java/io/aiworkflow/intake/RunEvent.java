package io.aiworkflow.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunCursor;
import io.aiworkflow.run.StepProgress;
import io.aiworkflow.run.StepRecord;
import io.aiworkflow.run.WaitReason;
import java.util.Optional;

/**
 * Something that has happened to a run, as callers see it.
 *
 * @param type the name of the event
 * @param cursor what the caller knows once it has got this event
 * @param data written as JSON
 */
record RunEvent(String type, RunCursor cursor, Object data) {
    static RunEvent state(Run run, RunCursor cursor) {
        return new RunEvent("state", cursor, StateView.of(run));
    }

    static RunEvent step(StepRecord step, RunCursor cursor) {
        RunView.StepView view = RunView.StepView.of(step, null);
        return new RunEvent(
                "step",
                cursor,
                new StepEventView(view.id(), view.occurrence(), view.state(), view.durationMs(), view.error()));
    }

    static RunEvent progress(StepProgress progress, RunCursor cursor) {
        return new RunEvent("progress", cursor, RunView.ProgressView.of(progress));
    }

    /** The last one: nothing happens to the run any more. */
    static RunEvent end(Run run, RunCursor cursor) {
        return new RunEvent("end", cursor, EndView.of(run));
    }

    boolean isEnd() {
        return type.equals("end");
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record StateView(String state, int attempts, String waitsFor, RunView.ErrorView error) {
        static StateView of(Run run) {
            return new StateView(
                    run.state().wireName(),
                    run.attempts(),
                    Optional.ofNullable(run.waitsFor())
                            .map(WaitReason::wireName)
                            .orElse(null),
                    RunView.ErrorView.of(run.error()));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record StepEventView(
            String id, String occurrence, String state, long durationMs, RunView.ErrorView error) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record EndView(String state, JsonNode result, RunView.ErrorView error) {
        static EndView of(Run run) {
            return new EndView(run.state().wireName(), run.result(), RunView.ErrorView.of(run.error()));
        }
    }
}
