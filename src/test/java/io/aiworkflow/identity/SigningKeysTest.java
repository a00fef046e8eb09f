package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Redaction;
import io.aiworkflow.platform.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.transaction.support.TransactionOperations;

class SigningKeysTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-25T12:00:00Z"));
    private final RecordedEvents events = new RecordedEvents();
    private final MemorySigningKeys store = new MemorySigningKeys(clock);
    private final MockEnvironment environment = new MockEnvironment();
    private final String first = OpaqueToken.random();
    private final String second = OpaqueToken.random();

    @TempDir
    private Path folder;

    @BeforeEach
    void inProduction() {
        environment.setActiveProfiles("production");
    }

    @Test
    void aNewFileSignsAfterAWhileAndTheOldOneStillCounts() throws IOException {
        write("jwt_secret.txt", first);
        clock.advance(Duration.ofMinutes(1));
        SigningKeys keys = start("");
        assertThat(signs(keys)).isEqualTo(SigningKey.kid(first));

        write("jwt_secret-2.txt", second);
        clock.advance(Duration.ofSeconds(2));
        keys.reload();
        assertThat(signs(keys)).as("others may not know it yet").isEqualTo(SigningKey.kid(first));
        assertThat(keys.find(SigningKey.kid(second))).isPresent();
        assertThat(Redaction.clean("the key " + second + " is new")).doesNotContain(second);

        clock.advance(KeyRing.NOTICE);
        assertThat(signs(keys)).isEqualTo(SigningKey.kid(second));
        assertThat(keys.find(SigningKey.kid(first))).isPresent();

        Files.delete(folder.resolve("jwt_secret.txt"));
        keys.reload();
        assertThat(keys.find(SigningKey.kid(first))).isEmpty();
        assertThat(keys.list())
                .extracting(SigningKeyInfo::kid, SigningKeyInfo::signs)
                .containsExactly(tuple(SigningKey.kid(second), true));
    }

    @Test
    void aKeyThatTakesThePlaceOfTheOnlyOneSignsAtOnce() throws IOException {
        write("jwt_secret.txt", first);
        SigningKeys keys = start("");
        write("jwt_secret.txt", second);
        clock.advance(Duration.ofSeconds(1));

        keys.reload();

        assertThat(signs(keys)).isEqualTo(SigningKey.kid(second));
        assertThat(keys.find(SigningKey.kid(first))).isEmpty();
    }

    @Test
    void aKeyThatIsAskedForIsLookedForAtOnce() throws IOException {
        write("jwt_secret.txt", first);
        SigningKeys keys = start("");
        write("jwt_secret-2.txt", second);
        clock.advance(Duration.ofSeconds(1));

        assertThat(keys.find(SigningKey.kid(second))).isPresent();
    }

    @Test
    void aFileThatIsBeingWrittenIsNotTakenUntilItRests() throws IOException {
        write("jwt_secret.txt", first);
        SigningKeys keys = start("");
        write("jwt_secret.txt", second);

        keys.reload();
        assertThat(signs(keys)).isEqualTo(SigningKey.kid(first));
        keys.reload();

        assertThat(signs(keys)).isEqualTo(SigningKey.kid(second));
    }

    @Test
    void aFileFromTheFutureIsTakenToo() throws IOException {
        write("jwt_secret.txt", first);
        SigningKeys keys = start("");
        Path file = write("jwt_secret-2.txt", second);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant().plus(Duration.ofDays(1))));

        keys.reload();
        keys.reload();
        clock.advance(KeyRing.NOTICE);

        assertThat(signs(keys)).isEqualTo(SigningKey.kid(second));
    }

    @Test
    void aFileThatIsOnlyTouchedDoesNotBecomeTheNewest() throws IOException {
        Path old = write("jwt_secret.txt", first);
        clock.advance(Duration.ofMinutes(1));
        write("jwt_secret-2.txt", second);
        clock.advance(Duration.ofMinutes(1));
        SigningKeys keys = start("");
        assertThat(signs(keys)).isEqualTo(SigningKey.kid(second));

        Files.setLastModifiedTime(old, FileTime.from(clock.instant()));
        keys.reload();
        clock.advance(Duration.ofMinutes(1));

        assertThat(signs(keys)).isEqualTo(SigningKey.kid(second));
    }

    @Test
    void theLastKeysStayWhenTheFilesAreGoneOrTooWeak() throws IOException {
        Path file = write("jwt_secret.txt", first);
        SigningKeys keys = start("");
        Files.delete(file);
        keys.reload();
        assertThat(signs(keys)).isEqualTo(SigningKey.kid(first));

        write("jwt_secret.txt", "changeme");
        clock.advance(Duration.ofMinutes(1));
        keys.reload();
        assertThat(signs(keys)).isEqualTo(SigningKey.kid(first));
        assertThat(keys.find(SigningKey.kid("changeme"))).isEmpty();
    }

    @Test
    void otherSecretsInTheFolderAreNotKeys() throws IOException {
        write("jwt_secret.txt", first);
        write("db_password.txt", "not a key");
        write(".jwt_hidden", "not a key");
        write("jwt_secret.txt~", "not a key");
        write("jwt_empty.txt", " \n");
        Files.createDirectory(folder.resolve("jwt_folder"));

        assertThat(start("").list()).extracting(SigningKeyInfo::kid).containsExactly(SigningKey.kid(first));
    }

    @Test
    void filesCountMoreThanTheSetting() throws IOException {
        assertThat(signs(start(first))).isEqualTo(SigningKey.kid(first));
        write("jwt_secret.txt", second);
        SigningKeys keys = start(first);
        assertThat(signs(keys)).isEqualTo(SigningKey.kid(second));
        assertThat(keys.find(SigningKey.kid(first))).isEmpty();
    }

    @Test
    void theComingAndGoingOfKeysIsReportedOnceByAllProcesses() throws IOException {
        Path file = write("jwt_secret.txt", first);
        SigningKeys one = start("");
        SigningKeys other = start("");
        reload(one, other);
        String key = " success engine signing-key:";
        assertThat(events.take()).containsExactly("signing-key-rotate" + key + SigningKey.kid(first));

        write("jwt_secret-2.txt", second);
        clock.advance(Duration.ofSeconds(1));
        reload(one, other);
        assertThat(events.take()).containsExactly("signing-key-rotate" + key + SigningKey.kid(second));

        Files.delete(file);
        reload(one, other);
        assertThat(events.take()).containsExactly("signing-key-drop" + key + SigningKey.kid(first));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "tiny",
                "generate_secure_jwt_secret_here",
                "this-is-not-random-but-it-is-long-enough-for-32-bytes",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void productionIsRefusedWithoutAGoodSecret(String secret) throws IOException {
        assertThatThrownBy(() -> start(secret == null ? "" : secret))
                .isInstanceOf(StartRefused.class)
                .satisfies(
                        refused -> assertThat(((StartRefused) refused).action()).contains("openssl rand -base64 32"));
        if (secret != null && !secret.isEmpty()) {
            write("jwt_secret.txt", first);
            write("jwt_secret-2.txt", secret);
            assertThatThrownBy(() -> start(""))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("jwt_secret-2.txt")
                    .hasMessageNotContaining(secret);
        }
    }

    @Test
    void elsewhereAWeakSecretWillDo() {
        environment.setActiveProfiles("development");
        SigningKeys keys = start("short");
        assertThat(signs(keys)).isEqualTo(SigningKey.kid("short"));
    }

    @Test
    void elsewhereTheEngineMakesItsOwnKeyAndRotatesItOnDemand() {
        environment.setActiveProfiles("development");
        SigningKeys keys = start("");
        String made = signs(keys);
        assertThat(signs(start(""))).as("another process").isEqualTo(made);

        Refusals.assertRefused(ErrorCode.STATE_CONFLICT, () -> keys.drop(made, Origin.engine()));
        clock.advance(Duration.ofMinutes(1));
        List<SigningKeyInfo> both = keys.rotate(Origin.engine());
        assertThat(both).hasSize(2);
        assertThat(signs(keys)).isEqualTo(made);
        clock.advance(KeyRing.NOTICE);
        assertThat(signs(keys)).isEqualTo(both.get(1).kid());

        keys.drop(made, Origin.engine());
        assertThat(keys.find(made)).isEmpty();
        Refusals.assertRefused(ErrorCode.SIGNING_KEY_NOT_FOUND, () -> keys.drop(made, Origin.engine()));
    }

    @Test
    void newKeysAreNotMadeWhereTheyAreKeptInFiles() throws IOException {
        write("jwt_secret.txt", first);
        SigningKeys keys = start("");
        Refusals.assertRefused(ErrorCode.SIGNING_KEYS_ELSEWHERE, () -> keys.rotate(Origin.engine()));
    }

    @Test
    void aDroppedKeyOfAFileCountsInNoProcessThoughItsFileStays() throws IOException {
        write("jwt_secret.txt", first);
        SigningKeys one = start("");
        SigningKeys other = start("");
        reload(one, other);
        String kid = SigningKey.kid(first);
        Refusals.assertRefused(ErrorCode.STATE_CONFLICT, () -> one.drop(kid, Origin.engine()));
        write("jwt_secret-2.txt", second);
        clock.advance(Duration.ofSeconds(1));
        reload(one, other);
        events.clear();

        assertThat(one.drop(kid, Origin.engine()))
                .extracting(SigningKeyInfo::kid, SigningKeyInfo::signs)
                .containsExactly(tuple(SigningKey.kid(second), true));
        reload(one, other);
        assertThat(one.find(kid)).isEmpty();
        assertThat(other.find(kid)).isEmpty();
        assertThat(start("").find(kid)).as("a process that starts later").isEmpty();
        assertThat(events.take()).containsExactly("signing-key-drop success engine signing-key:" + kid);
        Refusals.assertRefused(ErrorCode.SIGNING_KEY_NOT_FOUND, () -> one.drop(kid, Origin.engine()));

        // The one that would stay for want of another is not one that was dropped.
        Files.delete(folder.resolve("jwt_secret-2.txt"));
        reload(one, other);
        assertThat(signs(one)).isEqualTo(SigningKey.kid(second));
        assertThat(one.find(kid)).isEmpty();
        assertThatThrownBy(() -> start("")).isInstanceOf(StartRefused.class).hasMessageContaining("has dropped");
    }

    @Test
    void aProcessWhoseKeysWereAllDroppedSaysSo() throws IOException {
        write("jwt_secret.txt", first);
        SigningKeys keys = start("");
        store.revoke(SigningKey.kid(first));
        reload(keys);
        assertThat(keys.find(SigningKey.kid(first))).isEmpty();
        assertThat(keys.list()).isEmpty();
        Refusals.assertRefused(ErrorCode.OVERLOADED, keys::signing);

        write("jwt_secret-2.txt", second);
        clock.advance(Duration.ofSeconds(1));
        reload(keys);
        assertThat(signs(keys)).isEqualTo(SigningKey.kid(second));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "RS256", "HS512", "hs256", ""})
    void anyOtherAlgorithmIsRefused(String algorithm) {
        environment.setActiveProfiles("development");
        assertThatThrownBy(() -> new KeySources(properties("", algorithm), store, environment))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("JWT_ALGORITHM");
    }

    @Test
    void secretsAreNotShownWhenTheirHoldersArePrinted() {
        assertThat(properties(first, "HS256").toString()).doesNotContain(first);
        assertThat(new KeyMaterial(first, clock.instant(), "x").toString()).doesNotContain(first);
        assertThat(SigningKey.of(new KeyMaterial(first, clock.instant(), "x")).toString())
                .doesNotContain(first);
    }

    private static void reload(SigningKeys... processes) {
        for (SigningKeys keys : processes) {
            keys.reload();
            keys.reload();
        }
    }

    private SigningKeys start(String secret) {
        KeySources sources = new KeySources(properties(secret, "HS256"), store, environment);
        return new SigningKeys(
                sources, store, TransactionOperations.withoutTransaction(), new EventReporter(events), clock);
    }

    private TokenProperties properties(String secret, String algorithm) {
        return new TokenProperties(
                secret,
                List.of("", folder + "/none", folder.toString()),
                algorithm,
                15,
                "issuer",
                "audience",
                Duration.ofDays(30),
                Duration.ofDays(7));
    }

    private static String signs(SigningKeys keys) {
        return keys.signing().kid();
    }

    /** With the time of the test's clock. */
    private Path write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text + "\n");
        return Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    }
}
