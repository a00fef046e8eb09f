package io.aiworkflow.operations.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * The times that histograms tell apart, in seconds. They are few and fixed: each one is a line for each workflow in every
 * answer to monitoring.
 */
final class Buckets implements MeterFilter {
    private static final double NANOS = 1e9;
    private static final double[] REQUESTS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60};
    private static final double[] WORK = {0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600};
    private static final double[] WAITS = {0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800};
    private static final double[] MODELS = {0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300};

    private static final Map<String, double[]> SECONDS = Map.of(
            "http.request.duration", REQUESTS,
            "aiworkflow.run", WORK,
            "aiworkflow.run.wait", WAITS,
            "aiworkflow.step", WORK,
            "aiworkflow.model.call", MODELS,
            "aiworkflow.model.wait", WAITS,
            "aiworkflow.model.first.token", MODELS);

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        double[] seconds = SECONDS.get(id.getName());
        if (seconds == null) {
            return config;
        }
        return DistributionStatisticConfig.builder()
                .serviceLevelObjectives(
                        DoubleStream.of(seconds).map(each -> each * NANOS).toArray())
                .build()
                .merge(config);
    }
}
