package io.aiworkflow.operations.metrics;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.platform.MeterSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Has the figures looked up in the background that are too dear for the answer to monitoring. */
@Component
class MeterSampling implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(MeterSampling.class);

    private final List<MeterSource> sources;
    private final MetricsProperties properties;
    private ScheduledExecutorService thread;

    MeterSampling(List<MeterSource> sources, MetricsProperties properties) {
        this.sources = sources;
        this.properties = properties;
    }

    @Override
    public boolean isAutoStartup() {
        return false;
    }

    @EventListener(ApplicationStartedEvent.class)
    @Override
    public void start() {
        if (!properties.enabled()) {
            return;
        }
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread sampling = new Thread(task, "meter-sampling");
            sampling.setDaemon(true);
            return sampling;
        });
        thread.scheduleWithFixedDelay(this::sample, 0, properties.sampleEvery().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        thread.shutdownNow();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void sample() {
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
    }
}
