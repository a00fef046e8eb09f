package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretStrengthTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "generate_secure_jwt_secret_here",
                "generate_secure_jwt_secret_here_please_do_it",
                "your_jwt_key_with_more_than_32_characters_1234",
                "ChangeMe-ChangeMe-0123456789-ABCDEFGHIJ",
                "this is a very long sentence that nobody has drawn by lot",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "AbC1AbC1AbC1AbC1AbC1AbC1AbC1AbC1AbC1AbC1AbC1AbC1",
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                "1111111111111111222222222222222233333333333333334444444444444444",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB="
            })
    void refusesWhatWasNotDrawnByLot(String secret) {
        assertThat(SecretStrength.weakness(secret)).isPresent();
    }

    @Test
    void refusesRandomSecretsThatAreTooShort() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        assertThat(SecretStrength.weakness(Base64.getEncoder().encodeToString(bytes)))
                .hasValue("is shorter than 32 random bytes");
        assertThat(SecretStrength.weakness(HexFormat.of().formatHex(bytes)))
                .hasValue("is shorter than 32 random bytes");
    }

    /** With a fixed seed, so that the one in many thousands that looks like a word by chance does not come up. */
    @Test
    void acceptsWhatGeneratorsMake() {
        Random random = new Random(20_260_101);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[32 + i % 33];
            random.nextBytes(bytes);
            assertThat(SecretStrength.weakness(Base64.getEncoder().encodeToString(bytes)))
                    .isEmpty();
            assertThat(SecretStrength.weakness(
                            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                    .isEmpty();
            assertThat(SecretStrength.weakness(HexFormat.of().formatHex(bytes))).isEmpty();
        }
        assertThat(SecretStrength.weakness(OpaqueToken.random())).isEmpty();
    }
}
