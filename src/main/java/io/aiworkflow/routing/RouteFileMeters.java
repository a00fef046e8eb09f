package io.aiworkflow.routing;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Tells how many files this process has refused as they lie on disk now. */
@Component
class RouteFileMeters {
    RouteFileMeters(RouteLoader loader, MeterRegistry registry) {
        Gauge.builder(
                        "aiworkflow.route.files.refused",
                        loader,
                        files -> files.refused().size())
                .description(
                        "Route files that are refused as they lie on disk now, be an earlier version serving or not")
                .register(registry);
    }
}
