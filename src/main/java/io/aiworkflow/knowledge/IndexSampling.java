package io.aiworkflow.knowledge;

import io.aiworkflow.platform.BackgroundTask;
import java.time.Duration;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Measures the indexes in the background now and then, so that nobody waits for it who reads the meters. */
@Component
@Profile({"api", "worker"})
class IndexSampling extends BackgroundTask {
    private static final Duration EVERY = Duration.ofSeconds(15);

    private final IndexMeters meters;

    IndexSampling(IndexMeters meters) {
        super("index-sampling", EVERY);
        this.meters = meters;
    }

    @Override
    protected void work() {
        meters.sample();
    }
}
