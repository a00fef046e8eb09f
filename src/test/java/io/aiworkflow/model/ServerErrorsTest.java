package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerErrorsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private final ServerErrors errors = new ServerErrors("http://host");

    @ParameterizedTest
    @CsvSource({
        "0,PT0S",
        "7,PT7S",
        "' 30 ',PT30S",
        "999999,PT1H",
        "'Sun, 01 Mar 2026 12:01:00 GMT',PT1M",
    })
    void readsHowLongToWait(String header, Duration wait) {
        assertThat(ServerErrors.parseRetryAfter(header, NOW)).isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource({"-1", "soon", "1.5", "''", "'Sun, 01 Mar 2026 11:59:00 GMT'", "99999999999"})
    void ignoresWhatItCannotRead(String header) {
        assertThat(ServerErrors.parseRetryAfter(header, NOW)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "400,MODEL_REFUSED",
        "401,MODEL_REFUSED",
        "403,MODEL_REFUSED",
        "404,MODEL_UNAVAILABLE",
        "429,MODEL_UNAVAILABLE",
        "500,MODEL_STREAM_BROKEN",
        "502,MODEL_UNAVAILABLE",
        "503,MODEL_UNAVAILABLE",
        "504,MODEL_UNAVAILABLE",
        "507,MODEL_STREAM_BROKEN",
    })
    void givesEachStatusItsMeaning(int status, String code) {
        assertThat(errors.ofStatus(status, "{\"error\":\"why\"}", null, "m").code())
                .hasToString(code);
        assertThat(errors.ofStatus(status, "", null, "m").code()).hasToString(code);
    }

    @Test
    void showsNoMoreOfALongAnswerThanNeeded() {
        assertThat(errors.ofStatus(500, "x".repeat(10_000), null, "m").getMessage())
                .hasSizeLessThan(500);
    }
}
