package io.aiworkflow.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.node.IntNode;
import io.aiworkflow.run.AttemptTrace;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.RunWait;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.run.StepTrace;
import io.aiworkflow.run.WaitReason;
import io.aiworkflow.trace.RunTimeline.Entry;
import io.aiworkflow.usage.RunCall;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunTimelinesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void putsStepsWaitsAndCallsInTheirOrder() {
        List<Entry> entries = RunTimelines.entries(
                run(),
                List.of(step("ask", 3, 5, "{\"body\":{\"json\":\"an answer\"}}"), step("tell", 9, 10, null)),
                List.of(attempt("host/1", 5)),
                List.of(call("ask", 4), call("later", 11)),
                List.of(wait("boss", 6)));

        assertThat(entries)
                .extracting(Entry::kind, Entry::name)
                .containsExactly(
                        tuple("queued", null),
                        tuple("step", "ask"),
                        tuple("approval", "boss"),
                        tuple("step", "tell"),
                        tuple("model", "llama3.2"),
                        tuple("ended", null));
        assertThat(entries.get(0).durationMs()).isEqualTo(2000);
        assertThat(entries.get(1).modelCalls()).hasSize(1);
        assertThat(entries.get(1).worker()).isEqualTo("host/1");
        assertThat(entries.get(1).input()).isEqualTo("7");
        assertThat(entries.get(2).by()).isEqualTo("anna");
        assertThat(entries.get(3).input()).isEqualTo("an answer");
        assertThat(entries.get(3).state()).isEqualTo("failed");
    }

    @Test
    void aStepThatIsBeingExecutedHasNoEnd() {
        StepTrace running = new StepTrace(new StepKey("ask", ""), 1, null, null, START.plusSeconds(3), null, 0);
        Entry step = RunTimelines.entries(run(), List.of(running), List.of(), List.of(), List.of())
                .get(1);
        assertThat(step.state()).isEqualTo("running");
        assertThat(step.at()).isEqualTo(START.plusSeconds(3));
        assertThat(step.until()).isNull();
        assertThat(step.durationMs()).isNull();
    }

    @Test
    void anAttemptTellsHowLongItWaitedSinceItCouldHaveBegun() {
        assertThat(RunTimelines.attempt(attempt("host/1", 5)).waitedMs()).isEqualTo(1000);
        assertThat(RunTimelines.attempt(new AttemptTrace(1, null, null, START, null, "running", null))
                        .waitedMs())
                .isNull();
    }

    @Test
    void aBodyIsShownAsWhatItIs() {
        assertThat(ShownJson.ofStep("{\"body\":{\"bytes\":\"AAAAAAAA\"}}")).isEqualTo("6 bytes");
        assertThat(ShownJson.ofStep("{\"body\":{\"json\":[1,2]},\"variables\":{}}"))
                .isEqualTo("[ 1, 2 ]");
        assertThat(ShownJson.ofStep("{\"body\":{\"json\":\"cut of")).isEqualTo("\"cut of…");
        assertThat(ShownJson.ofStep(null)).isNull();
    }

    @Test
    void secretsAreMaskedAlsoNearTheCut() {
        String text = "x".repeat(ShownJson.LONGEST - 20) + " token=abcdef0123456789";
        assertThat(ShownJson.ofStep("{\"body\":{\"json\":\"" + text + "\"}}"))
                .doesNotContain("abcdef")
                .hasSizeLessThan(ShownJson.LONGEST + 2);
    }

    private static StepTrace step(String id, int from, int until, String output) {
        return new StepTrace(
                new StepKey(id, ""),
                1,
                output,
                output == null ? new RunError("WORKFLOW_FAILED", "no", id) : null,
                START.plusSeconds(from),
                START.plusSeconds(until),
                0);
    }

    private static AttemptTrace attempt(String host, int ended) {
        return new AttemptTrace(
                1, host, START.plusSeconds(1), START.plusSeconds(2), START.plusSeconds(ended), "failed", "BROKEN");
    }

    private static RunCall call(String step, int ended) {
        return new RunCall(step, "", "chat", "llama3.2", "http://127.0.0.1", START.plusSeconds(ended), 3, 4, 10, 500);
    }

    private static RunWait wait(String name, int at) {
        return new RunWait(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "w",
                "anna",
                WaitReason.APPROVAL,
                new StepKey(name, ""),
                RunWait.State.DECIDED,
                null,
                null,
                START.plusSeconds(at),
                null,
                null,
                "anna",
                START.plusSeconds(at + 1));
    }

    private static Run run() {
        return new Run(
                UUID.randomUUID(),
                "w",
                "v",
                RunState.FAILED,
                IntNode.valueOf(7),
                null,
                null,
                1,
                0,
                null,
                "anna",
                5,
                0,
                1,
                null,
                null,
                null,
                false,
                START,
                START,
                START.plusSeconds(2),
                START.plusSeconds(12));
    }
}
