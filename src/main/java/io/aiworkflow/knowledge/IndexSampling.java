package io.aiworkflow.knowledge;

import io.aiworkflow.failure.DatabaseTrouble;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Measures the indexes in the background now and then, so that nobody waits for it who reads the meters. */
@Component
@Profile({"api", "worker"})
class IndexSampling implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(IndexSampling.class);
    private static final Duration EVERY = Duration.ofSeconds(15);

    private final IndexMeters meters;
    private ScheduledExecutorService thread;

    IndexSampling(IndexMeters meters) {
        this.meters = meters;
    }

    @Override
    public void start() {
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread sampling = new Thread(task, "index-sampling");
            sampling.setDaemon(true);
            return sampling;
        });
        thread.scheduleWithFixedDelay(this::sample, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Without an interrupt, which could close files under those who still search. */
    @Override
    public void stop() {
        thread.shutdown();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void sample() {
        try {
            meters.sample();
        } catch (RuntimeException e) {
            LOG.debug("The indexes could not be measured: {}", DatabaseTrouble.reason(e));
        }
    }
}
