package io.aiworkflow.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0,PT0S",
        "7,PT7S",
        "' 30 ',PT30S",
        "999999,PT1H",
        "'Sun, 01 Mar 2026 12:01:00 GMT',PT1M",
    })
    void readsHowLongToWait(String header, Duration wait) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource({"-1", "soon", "1.5", "''", "'Sun, 01 Mar 2026 11:59:00 GMT'", "99999999999"})
    void ignoresWhatItCannotRead(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isNull();
    }

    @Test
    void needsNoHeader() {
        assertThat(RetryAfter.parse(null, NOW)).isNull();
    }
}
