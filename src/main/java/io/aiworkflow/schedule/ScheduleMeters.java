package io.aiworkflow.schedule;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** The figures of schedules. Firings are counted by the process that makes them; the rest is the database's, as last seen. */
@Component
class ScheduleMeters {
    private final Map<FiringOutcome, Counter> firings = new EnumMap<>(FiringOutcome.class);
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger paused = new AtomicInteger();
    private final AtomicInteger overdue = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    ScheduleMeters(MeterRegistry registry) {
        for (FiringOutcome outcome : FiringOutcome.values()) {
            if (outcome != FiringOutcome.QUEUED) {
                firings.put(outcome, registry.counter("aiworkflow.schedule.firings", "outcome", outcome.wireName()));
            }
        }
        gauge(registry, "aiworkflow.schedules", "active", active);
        gauge(registry, "aiworkflow.schedules", "paused", paused);
        Gauge.builder("aiworkflow.schedules.overdue", overdue, AtomicInteger::get)
                .description("Schedules whose planned time has passed and that nothing has dealt with")
                .register(registry);
        Gauge.builder("aiworkflow.schedules.refused", refused, AtomicInteger::get)
                .description("Schedules whose last firing could not start a run")
                .register(registry);
    }

    /** A queued firing is counted when it is decided for good. */
    void decided(FiringOutcome outcome, int times) {
        Counter counter = firings.get(outcome);
        if (counter != null) {
            counter.increment(times);
        }
    }

    void seen(int activeNow, int pausedNow, int overdueNow, int refusedNow) {
        active.set(activeNow);
        paused.set(pausedNow);
        overdue.set(overdueNow);
        refused.set(refusedNow);
    }

    private static void gauge(MeterRegistry registry, String name, String state, AtomicInteger value) {
        Gauge.builder(name, value, AtomicInteger::get).tag("state", state).register(registry);
    }
}
