package io.aiworkflow.operations;

import java.util.Map;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.stereotype.Component;

/** Whether the process works at all. If not, only a restart helps; what it needs from others does not count. */
@Component
public class Liveness {
    private final ApplicationAvailability availability;

    Liveness(ApplicationAvailability availability) {
        this.availability = availability;
    }

    public boolean isAlive() {
        return availability.getLivenessState() != LivenessState.BROKEN;
    }

    /** The same for an answer. */
    public Map<String, String> state() {
        return Map.of("status", isAlive() ? HealthReport.OK : HealthReport.UNAVAILABLE);
    }
}
