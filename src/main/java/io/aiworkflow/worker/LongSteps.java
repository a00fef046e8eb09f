package io.aiworkflow.worker;

import io.aiworkflow.run.JdbcRunningSteps;
import io.aiworkflow.run.RunningStep;
import io.aiworkflow.run.StepKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Tells which steps this worker is executing, for those who look at a run. Short steps are never told, so that they cost
 * nothing.
 */
@Component
class LongSteps {
    private static final Duration LONG = Duration.ofSeconds(1);

    private final HeldRuns held;
    private final JdbcRunningSteps store;
    private final WorkerIdentity self;
    private Set<Told> told = Set.of();

    LongSteps(HeldRuns held, JdbcRunningSteps store, WorkerIdentity self) {
        this.held = held;
        this.store = store;
        this.self = self;
    }

    /** Nothing is written when nothing has changed. */
    void tell() {
        List<RunningStep> now = held.all().stream()
                .flatMap(run -> run.steps().stream())
                .filter(step -> step.lasting().compareTo(LONG) >= 0)
                .toList();
        Set<Told> next = now.stream().map(Told::of).collect(Collectors.toSet());
        if (!next.equals(told)) {
            store.tell(self.id(), now);
            told = next;
        }
    }

    private record Told(UUID run, long token, StepKey key) {
        static Told of(RunningStep step) {
            return new Told(step.run(), step.token(), step.key());
        }
    }
}
