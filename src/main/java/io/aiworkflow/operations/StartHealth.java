package io.aiworkflow.operations;

import io.aiworkflow.platform.HealthCheck;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.stereotype.Component;

/** Unavailable until the routes are started, and again from the moment on at which the engine is told to stop. */
@Component
class StartHealth implements HealthCheck {
    private final ApplicationAvailability availability;

    StartHealth(ApplicationAvailability availability) {
        this.availability = availability;
    }

    @Override
    public String part() {
        return "engine";
    }

    @Override
    public Finding check() {
        return availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC
                ? Finding.working()
                : Finding.failing("It is starting or stopping.");
    }
}
