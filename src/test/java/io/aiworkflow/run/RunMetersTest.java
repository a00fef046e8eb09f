package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RunMeters meters = new RunMeters(registry);

    @Test
    void countsHowRunsHaveEndedAndWhy() {
        meters.succeeded("greet", Duration.ofSeconds(2));
        meters.failed("greet", "RUN_TIMED_OUT", Duration.ofSeconds(4));
        meters.cancelled("greet");

        assertThat(runs("completed", "none")).isEqualTo(1);
        assertThat(runs("failed", "run_timed_out")).isEqualTo(1);
        assertThat(runs("cancelled", "none")).isEqualTo(1);
        assertThat(registry.get("aiworkflow.dead.lettered").counter().count()).isEqualTo(1);
        assertThat(registry.get("aiworkflow.run").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(6);
    }

    @Test
    void tellsStepsThatWereReplayedFromThoseThatWereExecuted() {
        meters.stepFinished("greet", Duration.ofMillis(5));
        meters.stepFailed("greet", Duration.ofMillis(5));
        meters.stepReplayed("greet");
        meters.stepReplayed("greet");

        assertThat(steps("finished")).isEqualTo(1);
        assertThat(steps("failed")).isEqualTo(1);
        assertThat(steps("replayed")).isEqualTo(2);
        assertThat(registry.get("aiworkflow.step").timer().count()).isEqualTo(2);
    }

    @Test
    void aDatabaseClockThatIsBehindMakesNoNegativeWait() {
        meters.claimed("greet", Duration.ofMillis(-3));

        assertThat(registry.get("aiworkflow.run.wait").timer().totalTime(TimeUnit.NANOSECONDS))
                .isZero();
    }

    @Test
    void namesOfWorkflowsDoNotFillTheMemory() {
        for (int i = 0; i < 600; i++) {
            meters.succeeded("generated-" + i, Duration.ofMillis(1));
        }

        assertThat(registry.getMeters().stream()
                        .map(Meter::getId)
                        .filter(id -> id.getName().equals("aiworkflow.run")))
                .hasSize(501);
        assertThat(registry.get("aiworkflow.run")
                        .tag("workflow", "other")
                        .timer()
                        .count())
                .isEqualTo(100);
    }

    private double runs(String state, String cause) {
        return registry.get("aiworkflow.runs")
                .tags("workflow", "greet", "state", state, "cause", cause)
                .counter()
                .count();
    }

    private double steps(String outcome) {
        return registry.get("aiworkflow.steps")
                .tags("workflow", "greet", "outcome", outcome)
                .counter()
                .count();
    }
}
