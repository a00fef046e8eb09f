package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final byte[] RFC_KEY = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    private static final String SECRET = Base32.encode(RFC_KEY);

    /** Appendix B of RFC 6238. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void makesTheCodesOfTheStandard(long second, String code) {
        assertThat(Totp.code(RFC_KEY, Totp.step(Instant.ofEpochSecond(second)), 8))
                .isEqualTo(code);
    }

    /** Appendix D of RFC 4226, from which the codes by the clock are made. */
    @ParameterizedTest
    @CsvSource({
        "0, 755224",
        "1, 287082",
        "2, 359152",
        "3, 969429",
        "4, 338314",
        "5, 254676",
        "6, 287922",
        "7, 162583",
        "8, 399871",
        "9, 520489"
    })
    void makesTheCodesOfTheStandardBelowIt(long step, String code) {
        assertThat(Totp.code(RFC_KEY, step, Totp.DIGITS)).isEqualTo(code);
    }

    /** Section 10 of RFC 4648, without its padding. */
    @ParameterizedTest
    @CsvSource({"'', ''", "f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void writesSecretsAsAppsReadThem(String text, String base32) {
        assertThat(Base32.encode(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(base32);
        assertThat(Base32.decode(base32)).asString(StandardCharsets.US_ASCII).isEqualTo(text);
    }

    @Test
    void acceptsTheStepBeforeAndTheStepAfterAndNoOther() {
        Instant now = Instant.ofEpochSecond(1_000_000_010);
        long step = Totp.step(now);
        for (long drift = -3; drift <= 3; drift++) {
            String code = Totp.code(RFC_KEY, step + drift, Totp.DIGITS);
            if (Math.abs(drift) <= 1) {
                assertThat(Totp.stepOf(code, SECRET, now)).hasValue(step + drift);
            } else {
                assertThat(Totp.stepOf(code, SECRET, now))
                        .as("%d steps off", drift)
                        .isEmpty();
            }
        }
    }

    @Test
    void refusesWhatIsNoCodeOfThisSecret() {
        Instant now = Instant.ofEpochSecond(59);
        assertThat(Totp.stepOf("287082", SECRET, now)).hasValue(1);
        assertThat(Totp.stepOf("287083", SECRET, now)).isEmpty();
        assertThat(Totp.stepOf("94287082", SECRET, now)).isEmpty();
        assertThat(Totp.stepOf("", SECRET, now)).isEmpty();
        assertThat(Totp.stepOf("287082", Totp.newSecret(), now)).isEmpty();
    }

    @Test
    void newSecretsHave160BitsAndDiffer() {
        assertThat(Base32.decode(Totp.newSecret())).hasSize(20);
        assertThat(Totp.newSecret()).isNotEqualTo(Totp.newSecret());
    }

    @Test
    void tellsAppsAllTheyNeed() {
        assertThat(Totp.uri("AI Workflow Engine", "ann.lee", "MZXW6YTB"))
                .isEqualTo("otpauth://totp/AI%20Workflow%20Engine:ann.lee?secret=MZXW6YTB"
                        + "&issuer=AI%20Workflow%20Engine&algorithm=SHA1&digits=6&period=30");
    }
}
