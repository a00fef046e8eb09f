package io.aiworkflow.operations.metrics;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.platform.BackgroundTask;
import io.aiworkflow.platform.MeterSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Has the figures looked up in the background that are too dear for the answer to monitoring. */
@Component
class MeterSampling extends BackgroundTask {
    private static final Logger LOG = LoggerFactory.getLogger(MeterSampling.class);

    private final List<MeterSource> sources;
    private final MetricsText text;
    private final MetricsProperties properties;
    private boolean warm;

    MeterSampling(List<MeterSource> sources, MetricsText text, MetricsProperties properties) {
        super("meter-sampling", properties.sampleEvery());
        this.sources = sources;
        this.text = text;
        this.properties = properties;
    }

    @Override
    public void start() {
        if (properties.enabled()) {
            super.start();
        }
    }

    @Override
    protected void work() {
        for (MeterSource source : sources) {
            try {
                source.sample();
            } catch (RuntimeException e) {
                LOG.debug(
                        "The figures of {} could not be looked up: {}",
                        source.getClass().getSimpleName(),
                        DatabaseTrouble.reason(e));
            }
        }
        if (!warm) {
            text.warmUp();
            warm = true;
        }
    }
}
