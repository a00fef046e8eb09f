package io.aiworkflow.operations;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.springframework.stereotype.Component;

/** Whether the process should be sent work: it has started, does not stop, and has what it cannot do without. */
@Component
public class Readiness {
    private final EngineHealth health;

    Readiness(EngineHealth health) {
        this.health = health;
    }

    public State state() {
        List<String> failing = health.failing();
        return new State(failing.isEmpty() ? HealthReport.OK : HealthReport.UNAVAILABLE, failing);
    }

    /**
     * The answer to the probe.
     *
     * @param status {@code ok} or {@code unavailable}
     * @param failing the needed parts that do not work
     */
    public record State(String status, List<String> failing) {
        @JsonIgnore
        public boolean isOk() {
            return failing.isEmpty();
        }
    }
}
