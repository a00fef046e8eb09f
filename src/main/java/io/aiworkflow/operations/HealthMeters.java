package io.aiworkflow.operations;

import io.aiworkflow.platform.MeterSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Shows monitoring which parts work. Checks that cost others something are left out: their parts have meters of their
 * own.
 */
@Component
class HealthMeters implements MeterSource {
    private static final long LOOK_NANOS = 15_000_000_000L;

    private final EngineHealth health;
    private final Map<String, Double> parts = new ConcurrentHashMap<>();
    private long looked = System.nanoTime() - LOOK_NANOS;

    HealthMeters(EngineHealth health, MeterRegistry registry) {
        this.health = health;
        for (String part : health.parts(check -> !check.costly())) {
            Gauge.builder("aiworkflow.health", parts, known -> known.getOrDefault(part, Double.NaN))
                    .description("1 for a part that works, 0 for one that does not")
                    .tag("part", part)
                    .register(registry);
        }
    }

    @Override
    public void sample() {
        if (System.nanoTime() - looked >= LOOK_NANOS) {
            looked = System.nanoTime();
            health.look(check -> !check.costly()).forEach((part, report) -> parts.put(part, report.isOk() ? 1.0 : 0.0));
        }
    }
}
