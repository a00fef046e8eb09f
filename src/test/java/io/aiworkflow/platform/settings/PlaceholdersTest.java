package io.aiworkflow.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {
    private static final Pattern SETTING = Pattern.compile("(?m)^#?([A-Z][A-Z0-9_]*)=(.+)$");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secure_random_password_here",
                "generate_secure_jwt_secret_here",
                "your_google_client_id",
                "your_google_client_secret",
                "your_google_api_key",
                "your-secret",
                "CHANGE_ME",
                "changeme",
                "please-change-me",
                "Password",
                "secret",
                "<password>",
                "${JWT_SECRET_KEY}",
                "xxxxxxxx",
                "********",
                "to_be_replaced",
                "insert key here",
                "jwt_secret_placeholder",
                " password ",
                "12345678"
            })
    void tellsWhatWasNeverMeantToBeUsed(String value) {
        assertThat(Placeholders.isPlaceholder(value)).isTrue();
    }

    @Test
    void everySecretInTheExampleIsOne() throws IOException {
        List<MatchResult> settings = SETTING.matcher(Files.readString(Path.of(".env.example")))
                .results()
                .toList();

        assertThat(settings).isNotEmpty();
        for (MatchResult setting : settings) {
            if (Masking.isSecret(setting.group(1))) {
                assertThat(Placeholders.isPlaceholder(setting.group(2)))
                        .as(setting.group(1))
                        .isTrue();
            }
            UrlPassword.in(setting.group(2))
                    .ifPresent(password -> assertThat(Placeholders.isPlaceholder(password))
                            .as("password in " + setting.group(1))
                            .isTrue());
        }
    }

    @RepeatedTest(200)
    void randomSecretsAreNone() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);

        assertThat(Placeholders.isPlaceholder(Base64.getEncoder().encodeToString(bytes)))
                .isFalse();
        assertThat(Placeholders.isPlaceholder(Base64.getUrlEncoder().encodeToString(bytes)))
                .isFalse();
        assertThat(Placeholders.isPlaceholder(HexFormat.of().formatHex(bytes))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"correct horse battery staple", "Tr0ub4dor&3", "hereafter-9", "mypassword is long"})
    void aWeakPasswordOfOnesOwnIsNone(String value) {
        assertThat(Placeholders.isPlaceholder(value)).isFalse();
    }
}
