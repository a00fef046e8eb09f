package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerErrorsTest {
    private final ServerErrors errors = new ServerErrors("http://host");

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
