package io.aiworkflow.intake;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps the web server open for a moment after the engine was told to stop. Proxies see that the health has changed, and
 * callers with an open connection are answered that they should use another one, before connections are refused.
 */
@Component
class IntakeFarewell implements SmartLifecycle {
    private final ApplicationAvailability availability;
    private final Duration farewell;
    private volatile boolean running;

    IntakeFarewell(ApplicationAvailability availability, IntakeProperties properties) {
        this.availability = availability;
        this.farewell = properties.farewell();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the worker's drain, which gives time enough, and before the web server. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 3;
    }

    @Override
    public void stop() {
        running = false;
        long since = Optional.ofNullable(availability.getLastChangeEvent(ReadinessState.class))
                .map(AvailabilityChangeEvent::getTimestamp)
                .orElse(0L);
        long left = farewell.toMillis() - (System.currentTimeMillis() - since);
        try {
            TimeUnit.MILLISECONDS.sleep(Math.min(left, farewell.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
