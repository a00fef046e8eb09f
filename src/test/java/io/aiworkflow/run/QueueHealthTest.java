package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.HealthCheck.Finding;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueueHealthTest {
    @Test
    void worksWhileAWorkerIsAliveAndNoDueRunWaitsForLong() {
        assertThat(finding(Duration.ofMinutes(14), 1))
                .isEqualTo(Finding.working(
                        "7 runs are queued, the oldest for 840 s, and 2 are running; 1 workers are alive."));
    }

    @Test
    void failsWhenTheOldestDueRunHasWaitedForTooLong() {
        Finding late = finding(Duration.ofMinutes(15), 1);

        assertThat(late.ok()).isFalse();
        assertThat(late.detail()).contains("the oldest for 900 s");
    }

    @Test
    void failsWithoutAWorker() {
        Finding alone = finding(Duration.ZERO, 0);

        assertThat(alone.ok()).isFalse();
        assertThat(alone.detail()).endsWith("0 workers are alive.");
    }

    private static Finding finding(Duration oldest, int alive) {
        JdbcQueueFacts database = new JdbcQueueFacts(null) {
            @Override
            QueueFacts read() {
                return new QueueFacts(7, 2, 0, 0, oldest, alive, 0, 1);
            }
        };
        return new QueueHealth(new QueueMeters(database, new SimpleMeterRegistry())).check();
    }
}
