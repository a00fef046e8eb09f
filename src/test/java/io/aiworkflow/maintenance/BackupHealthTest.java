package io.aiworkflow.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.HealthCheck.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackupHealthTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(90));

    @Test
    void aBackupOfTheLastDayIsFineAndItsAgeIsTold() {
        assertThat(finding(true, LONG_AGO, NOW.minus(Duration.ofHours(26))))
                .isEqualTo(Finding.working("The last backup was made 26 hours ago."));
        assertThat(finding(true, LONG_AGO, NOW.minus(Duration.ofMinutes(7))).detail())
                .isEqualTo("The last backup was made 7 minutes ago.");
    }

    @Test
    void anOlderOneIsNot() {
        assertThat(finding(true, LONG_AGO, NOW.minus(Duration.ofHours(26).plusSeconds(1))))
                .isEqualTo(Finding.failing("The last backup was made 26 hours ago."));
        assertThat(finding(true, LONG_AGO, null)).isEqualTo(Finding.failing("No backup was ever made."));
    }

    @Test
    void aNewEngineHasTimeForItsFirst() {
        assertThat(finding(true, NOW.minus(Duration.ofHours(25)), null).ok()).isTrue();
        assertThat(BackupHealth.finding(true, Optional.empty(), NOW).ok()).isTrue();
    }

    @Test
    void thatNoneIsConfiguredIsSaidPlainly() {
        Finding none = finding(false, LONG_AGO, null);

        assertThat(none.ok()).isTrue();
        assertThat(none.detail())
                .isEqualTo("No backup was ever made. None is configured:"
                        + " engine.maintenance.backup.command names the program.");
    }

    private static Finding finding(boolean configured, Instant resumed, Instant done) {
        JobState state = new JobState(
                BackupJob.NAME, resumed, null, null, null, null, null, null, null, null, null, null, NOW, done, 0);
        return BackupHealth.finding(configured, Optional.of(state), NOW);
    }
}
