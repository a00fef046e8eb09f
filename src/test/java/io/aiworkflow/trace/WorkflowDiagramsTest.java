package io.aiworkflow.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.run.RunError;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.run.StepTrace;
import io.aiworkflow.trace.RouteDiagram.StepState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkflowDiagramsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final RunError BROKEN = new RunError("WORKFLOW_FAILED", "no", "ask");

    @Test
    void aStepRunsWhileOneOfItsExecutionsDoes() {
        assertThat(states(step("1", START, null), step("2", START, BROKEN), step("3", null, null)))
                .containsExactly(Map.entry("ask", new StepState(StepMark.RUNNING, "3 times")));
    }

    @Test
    void aStepHasFailedIfOneOfItsExecutionsHasAndNoneGoesOn() {
        assertThat(states(step("1", START, BROKEN), step("2", START, null)))
                .containsExactly(Map.entry("ask", new StepState(StepMark.FAILED, "2 times")));
    }

    private static Map<String, StepState> states(StepTrace... steps) {
        return WorkflowDiagrams.states(List.of(steps), List.of());
    }

    private static StepTrace step(String occurrence, Instant finished, RunError error) {
        return new StepTrace(new StepKey("ask", occurrence), 1, null, error, START, finished, 0);
    }
}
