package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.worker.ProgressPace.Report;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressPaceTest {
    private static final long PAUSE = Duration.ofMillis(250).toNanos();

    private final ProgressPace pace = new ProgressPace(Duration.ofMillis(250));

    @Test
    void theFirstReportIsWrittenAtOnce() {
        assertThat(pace.offer(report(1), 0)).isZero();
        assertThat(pace.take(0)).isEqualTo(report(1));
    }

    @Test
    void laterOnesWaitAndTheLastOfThemIsWritten() {
        pace.offer(report(1), 0);
        pace.take(0);

        assertThat(pace.offer(report(2), 10)).isEqualTo(PAUSE - 10);
        assertThat(pace.offer(report(3), 20))
                .as("its turn is scheduled already")
                .isNegative();
        assertThat(pace.take(PAUSE)).isEqualTo(report(3));
        assertThat(pace.take(PAUSE)).isNull();
    }

    @Test
    void afterThePauseReportsAreWrittenAtOnceAgain() {
        pace.offer(report(1), 0);
        pace.take(0);

        assertThat(pace.offer(report(2), PAUSE + 1)).isZero();
    }

    private static Report report(int percent) {
        return new Report(BigDecimal.valueOf(percent), null);
    }
}
