package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.UuidV7;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackTokensTest {
    private static final int ID_BYTES = 16;

    private final CallbackTokens tokens = tokens("the key of this engine");
    private final UUID wait = UuidV7.next();

    @Test
    void namesTheWaitForWhichATokenWasSigned() {
        assertThat(tokens.verify(tokens.sign(wait))).contains(wait);
        UUID other = UuidV7.next();
        assertThat(tokens.verify(tokens.sign(other))).contains(other);
    }

    @Test
    void everyProcessWithTheSameKeySignsAlike() {
        assertThat(tokens("the key of this engine").sign(wait)).isEqualTo(tokens.sign(wait));
    }

    @Test
    void fitsIntoTheAddressWithoutEscapes() {
        assertThat(tokens.sign(wait)).matches("[A-Za-z0-9_-]{64}");
    }

    @Test
    void refusesWhatWasSignedWithAnotherKey() {
        assertThat(tokens.verify(tokens("another key").sign(wait))).isEmpty();
    }

    @Test
    void refusesATokenInWhichAnyByteWasChanged() {
        byte[] token = Base64.getUrlDecoder().decode(tokens.sign(wait));
        for (int i = 0; i < token.length; i++) {
            byte[] forged = token.clone();
            forged[i] ^= 1;
            assertThat(tokens.verify(encode(forged))).as("byte %d", i).isEmpty();
        }
    }

    @Test
    void refusesTheSignatureOfAnotherWait() {
        byte[] mine = Base64.getUrlDecoder().decode(tokens.sign(wait));
        byte[] other = Base64.getUrlDecoder().decode(tokens.sign(UuidV7.next()));
        System.arraycopy(other, ID_BYTES, mine, ID_BYTES, mine.length - ID_BYTES);
        assertThat(tokens.verify(encode(mine))).isEmpty();
    }

    @Test
    void refusesATokenThatIsCutShortOrLonger() {
        String token = tokens.sign(wait);
        for (int length = 0; length < token.length(); length++) {
            assertThat(tokens.verify(token.substring(0, length)))
                    .as("%d letters", length)
                    .isEmpty();
        }
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        assertThat(tokens.verify(encode(Arrays.copyOf(bytes, ID_BYTES))))
                .as("the id alone")
                .isEmpty();
        assertThat(tokens.verify(token + "A")).isEmpty();
        assertThat(tokens.verify(token + token)).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "x", "****************************************************************"})
    void refusesWhatIsNoTokenAtAll(String text) {
        assertThat(tokens.verify(text)).isEmpty();
        // Of the right length, but in the letters of the other alphabet of Base64.
        assertThat(tokens.verify("+/".repeat(32))).isEmpty();
    }

    private static String encode(byte[] token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    private static CallbackTokens tokens(String key) {
        return new CallbackTokens(new JdbcEngineSecrets(null) {
            @Override
            byte[] secret(String name) {
                return key.getBytes(StandardCharsets.UTF_8);
            }
        });
    }
}
