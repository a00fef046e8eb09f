package io.aiworkflow.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AesGcmSealerTest {
    private static final String CONTEXT = "account:1:totp";

    @TempDir
    Path folder;

    private TestSealing sealing;

    @BeforeEach
    void setUp() {
        sealing = new TestSealing(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a token", "ключ 🔑", "line\nline"})
    void opensWhatItHasSealed(String secret) {
        String sealed = sealing.sealer().seal(secret, CONTEXT);

        assertThat(sealing.sealer().open(sealed, CONTEXT)).isEqualTo(secret);
        assertThat(sealed).matches("v1:[0-9a-f]{8}:[A-Za-z0-9_-]+");
        assertThat(sealing.keys().of(sealed)).isEqualTo(sealing.keys().newest());
    }

    @Test
    void nothingIsSealedAlikeTwice() {
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            // 16 letters of Base64 are the 12 bytes of the nonce.
            nonces.add(sealing.sealer().seal("the same", CONTEXT).split(":")[2].substring(0, 16));
        }
        assertThat(nonces).hasSize(1000);
    }

    @Test
    void refusesATextInWhichAnyLetterWasChanged() {
        String sealed = sealing.sealer().seal("a token", CONTEXT);
        for (int i = 0; i < sealed.length(); i++) {
            for (char other : new char[] {'A', 'B', 'x', '0', ':'}) {
                if (sealed.charAt(i) != other) {
                    String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
                    assertUnreadable(() -> sealing.sealer().open(changed, CONTEXT));
                }
            }
        }
    }

    @Test
    void refusesATextThatIsCutOrLonger() {
        String sealed = sealing.sealer().seal("a token", CONTEXT);
        for (int length = 0; length < sealed.length(); length++) {
            String cut = sealed.substring(0, length);
            assertUnreadable(() -> sealing.sealer().open(cut, CONTEXT));
        }
        assertUnreadable(() -> sealing.sealer().open(sealed + "A", CONTEXT));
        assertUnreadable(() -> sealing.sealer().open(sealed + "=", CONTEXT));
        assertUnreadable(() -> sealing.sealer().open(sealed + "\n", CONTEXT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "account:2:totp", "account:1:totp2", "account:1", "ACCOUNT:1:TOTP"})
    void refusesATextThatBelongsToSomethingElse(String context) {
        String sealed = sealing.sealer().seal("a token", CONTEXT);

        assertUnreadable(() -> sealing.sealer().open(sealed, context));
    }

    @Test
    void theNamedKeyIsPartOfWhatIsSealed() {
        String sealed = sealing.sealer().seal("a token", CONTEXT);
        String old = sealing.keys().newest();
        sealing.addKey();
        sealing.keys().refresh();

        assertUnreadable(
                () -> sealing.sealer().open(sealed.replace(old, sealing.keys().newest()), CONTEXT));
    }

    @Test
    void namesTheKeyThatIsMissing(@TempDir Path other) {
        String sealed = new TestSealing(other).sealer().seal("a token", CONTEXT);

        assertThatThrownBy(() -> sealing.sealer().open(sealed, CONTEXT))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(CONTEXT)
                .hasMessageContaining(sealed.split(":")[1])
                .hasMessageContaining("MASTER_KEY");
    }

    @Test
    void theNewestKeySealsAndTheOlderOnesOpen() {
        String first = sealing.sealer().seal("first", CONTEXT);
        String oldest = sealing.keys().newest();
        sealing.addKey();
        sealing.keys().refresh();
        String second = sealing.sealer().seal("second", CONTEXT);
        sealing.addKey();
        sealing.keys().refresh();

        assertThat(sealing.keys().newest()).isNotEqualTo(oldest);
        assertThat(sealing.keys().of(second))
                .isNotEqualTo(oldest)
                .isNotEqualTo(sealing.keys().newest());
        assertThat(sealing.sealer().open(first, CONTEXT)).isEqualTo("first");
        assertThat(sealing.sealer().open(second, CONTEXT)).isEqualTo("second");
    }

    @Test
    void aKeyThatAnotherProcessUsesAlreadyIsFoundInTheFile() {
        TestSealing other = new TestSealing(folder);
        sealing.addKey();
        other.keys().refresh();
        String sealed = other.sealer().seal("a token", CONTEXT);

        assertThat(sealing.sealer().open(sealed, CONTEXT)).isEqualTo("a token");
    }

    @Test
    void aKeyThatWasTakenAwayIsGone() {
        String sealed = sealing.sealer().seal("a token", CONTEXT);
        sealing.addKey();
        sealing.removeOldestKey();
        sealing.keys().refresh();

        assertUnreadable(() -> sealing.sealer().open(sealed, CONTEXT));
    }

    @Test
    void aBrokenFileTakesNoKeyAway() {
        String sealed = sealing.sealer().seal("a token", CONTEXT);
        sealing.write("not a key");
        sealing.keys().refresh();

        assertThat(sealing.sealer().open(sealed, CONTEXT)).isEqualTo("a token");
        sealing.write("");
        sealing.keys().refresh();
        assertThat(sealing.sealer().open(sealed, CONTEXT)).isEqualTo("a token");
    }

    private static void assertUnreadable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PermanentException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SECRET_UNREADABLE))
                .hasMessageNotContaining("a token");
    }
}
