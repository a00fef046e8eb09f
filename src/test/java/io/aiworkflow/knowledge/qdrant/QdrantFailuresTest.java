package io.aiworkflow.knowledge.qdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aiworkflow.knowledge.IndexChange;
import io.aiworkflow.knowledge.IndexEntry;
import io.aiworkflow.knowledge.IndexFilter;
import io.aiworkflow.knowledge.IndexHit;
import io.aiworkflow.knowledge.IndexLabels;
import io.aiworkflow.knowledge.IndexPosition;
import io.aiworkflow.knowledge.IndexQuery;
import io.aiworkflow.knowledge.SearchMode;
import io.aiworkflow.knowledge.VectorIndexRefused;
import io.aiworkflow.knowledge.VectorIndexUnavailable;
import io.aiworkflow.testsupport.SilentHttpServer;
import io.aiworkflow.testsupport.qdrant.FakeQdrant;
import io.aiworkflow.testsupport.qdrant.FakeQdrant.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever Qdrant does, the caller gets an error that says what to do, and all is well again when Qdrant is. */
class QdrantFailuresTest {
    private static final UUID DOCUMENT = new UUID(0, 1);

    private final FakeQdrant qdrant = FakeQdrant.start();
    private final QdrantVectorIndexes indexes = indexes(qdrant.url(), "", "");

    @AfterEach
    void stop() {
        qdrant.close();
    }

    @Test
    void aMissingKeyIsRefusedForGoodWithThePlainTextThatQdrantSends() {
        qdrant.key("right");

        assertThatThrownBy(this::write)
                .isInstanceOf(VectorIndexRefused.class)
                .hasMessageContaining("401")
                .hasMessageContaining("Must provide an API key")
                .hasMessageContaining("QDRANT_API_KEY");
    }

    @Test
    void aWrongKeyIsNotRepeatedInTheError() {
        qdrant.key("right");
        QdrantVectorIndexes wrong = indexes(qdrant.url(), "wrong-secret-key", "");

        assertThatThrownBy(() -> wrong.active().position())
                .isInstanceOf(VectorIndexRefused.class)
                .hasMessageContaining("Invalid API key")
                .hasMessageNotContaining("wrong-secret-key");
    }

    @Test
    void theRightKeyOpens() {
        qdrant.key("right");
        QdrantVectorIndexes keyed = indexes(qdrant.url(), "right", "");

        write(keyed);

        assertThat(find(keyed)).hasSize(1);
    }

    @Test
    void aRateLimitTellsHowLongToWait() {
        write();
        qdrant.always(Reply.error(429, "Rate limiting exceeded: Read rate limit exceeded")
                .header("Retry-After", "7"));

        VectorIndexUnavailable failure = catchThrowableOfType(VectorIndexUnavailable.class, () -> find(indexes));

        assertThat(failure).hasMessageContaining("429").hasMessageContaining("rate limit");
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        healsAgain();
    }

    @ParameterizedTest
    @CsvSource({
        "500, Service internal error",
        "502, bad gateway",
        "503, Shard is unavailable",
        "408, Timeout",
        "507, No space"
    })
    void aServerErrorPasses(int status, String message) {
        write();
        qdrant.always(Reply.error(status, message));

        assertThatThrownBy(() -> find(indexes))
                .isInstanceOf(VectorIndexUnavailable.class)
                .hasMessageContaining(message);
        assertThatThrownBy(this::write).isInstanceOf(VectorIndexUnavailable.class);
        healsAgain();
    }

    @Test
    void aRefusedRequestIsAPermanentErrorWithQdrantsReason() {
        write();
        qdrant.always(Reply.error(422, "Validation error in JSON body: [limit: 0]"));

        assertThatThrownBy(() -> find(indexes))
                .isInstanceOf(VectorIndexRefused.class)
                .hasMessageContaining("Validation error");
        healsAgain();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>It works!</html>", "", "null", "[]", "{\"models\":[]}", "\u0000"})
    void anAnswerThatIsNotQdrantsIsNotTakenForOne(String body) {
        write();
        qdrant.always(Reply.text(200, body));

        assertThatThrownBy(() -> find(indexes))
                .isInstanceOf(VectorIndexUnavailable.class)
                .hasMessageContaining("is not Qdrant");
        qdrant.always(Reply.text(404, body));
        assertThatThrownBy(() -> find(indexes))
                .isInstanceOf(VectorIndexUnavailable.class)
                .hasMessageContaining("is not Qdrant");
        healsAgain();
    }

    @Test
    void aChangeThatIsOnlyAcknowledgedIsNotBelieved() {
        write();
        qdrant.always(new Reply(
                200,
                "application/json",
                "{\"result\":{\"status\":\"acknowledged\"},\"status\":\"ok\"}",
                java.util.Map.of()));

        assertThatThrownBy(this::write)
                .isInstanceOf(VectorIndexUnavailable.class)
                .hasMessageContaining("acknowledged");
        healsAgain();
    }

    @Test
    void aChangeThatIsCutOffHalfWayIsAppliedAgain() {
        write();
        IndexChange change = new IndexChange(List.of(DOCUMENT), List.of(entry(2)), new IndexPosition("base", 2));
        // The new chunks arrive, then the server fails before the ones before are gone.
        long position = indexes.active().position().generation();
        failOn("/points/delete", change);

        assertThat(indexes.active().position().generation()).isEqualTo(position);
        assertThat(find(indexes)).isNotEmpty();
        indexes.active().apply(change);

        assertThat(find(indexes)).extracting(IndexHit::generation).containsExactly(2L);
    }

    @Test
    void aServerThatIsDownIsMissedWithAHintAndUsedAgainWhenItIsBack() {
        write();
        qdrant.stop();

        assertThatThrownBy(() -> find(indexes))
                .isInstanceOf(VectorIndexUnavailable.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("QDRANT_URL");

        qdrant.restart();
        assertThat(find(indexes)).hasSize(1);
    }

    @Test
    void aConnectionThatBreaksIsAnError() {
        write();
        qdrant.always(Reply.hangUp());

        assertThatThrownBy(() -> find(indexes)).isInstanceOf(VectorIndexUnavailable.class);
        healsAgain();
    }

    @Test
    void aServerThatNeverAnswersIsNotWaitedForLongerThanTheLimit() throws IOException {
        try (SilentHttpServer silent = new SilentHttpServer()) {
            QdrantVectorIndexes slow = new QdrantVectorIndexes(
                    new QdrantClient(QdrantIndexes.properties(silent.uri(), "", "", Duration.ofMillis(200))),
                    "a",
                    "/snapshots");

            assertThatThrownBy(() -> slow.active().position())
                    .isInstanceOf(VectorIndexUnavailable.class)
                    .hasMessageContaining("did not answer in time");
        }
    }

    @Test
    void httpsIsSpokenWithTheAuthoritiesThatAreNamed(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        KeyStore keys = selfSigned(store);
        try (FakeQdrant safe = FakeQdrant.startWithTls(tls(keys))) {
            Path certificate = folder.resolve("authority.pem");
            Files.writeString(
                    certificate,
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder()
                                    .encodeToString(
                                            keys.getCertificate("qdrant").getEncoded())
                            + "\n-----END CERTIFICATE-----\n");

            QdrantVectorIndexes trusting = indexes(safe.url(), "", certificate.toString());
            write(trusting);
            assertThat(find(trusting)).hasSize(1);

            QdrantVectorIndexes careful = indexes(safe.url(), "", "");
            assertThatThrownBy(() -> careful.active().position())
                    .isInstanceOf(VectorIndexUnavailable.class)
                    .hasMessageContaining("engine.knowledge.qdrant.certificate");
        }
    }

    @Test
    void aFileWithoutCertificatesIsRefusedAtTheStart(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("empty.pem"), "");

        assertThatThrownBy(() -> indexes(qdrant.url(), "", file.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("engine.knowledge.qdrant.certificate");
    }

    @Test
    void noSettingShowsTheKey() {
        assertThat(QdrantIndexes.properties("http://q", "secret-key", "", Duration.ofSeconds(1)))
                .asString()
                .doesNotContain("secret-key");
    }

    private void failOn(String pathEnd, IndexChange change) {
        int before = qdrant.requests().size();
        // The change is: look at the collection once, upsert, delete. All but the last are answered as usual.
        qdrant.failOnce(pathEnd, Reply.error(500, "Service internal error"));
        assertThatThrownBy(() -> indexes.active().apply(change)).isInstanceOf(VectorIndexUnavailable.class);
        assertThat(qdrant.requests().size()).isGreaterThan(before);
    }

    private void healsAgain() {
        qdrant.always(null);
        assertThat(find(indexes)).hasSize(1);
        write();
    }

    private void write() {
        write(indexes);
    }

    private static void write(QdrantVectorIndexes indexes) {
        indexes.active().apply(new IndexChange(List.of(DOCUMENT), List.of(entry(1)), new IndexPosition("base", 1)));
    }

    private static List<IndexHit> find(QdrantVectorIndexes indexes) {
        return indexes.active()
                .search(new IndexQuery(new float[] {1, 0}, "words", SearchMode.HYBRID, IndexFilter.in("default"), 5));
    }

    private static IndexEntry entry(long generation) {
        return new IndexEntry(
                DOCUMENT, generation, 0, "hash", IndexLabels.of("default"), "some words", new float[] {1, 0});
    }

    private static QdrantVectorIndexes indexes(String url, String key, String certificate) {
        return new QdrantVectorIndexes(
                new QdrantClient(QdrantIndexes.properties(url, key, certificate, Duration.ofSeconds(20))),
                "aiworkflow",
                "/qdrant/snapshots");
    }

    /** As Java's own tool makes it, for the name localhost. */
    private static KeyStore selfSigned(Path store) throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "qdrant",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "password",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(made.getInputStream().readAllBytes());
        assertThat(made.waitFor()).as(output).isZero();
        return KeyStore.getInstance(store.toFile(), "password".toCharArray());
    }

    private static SSLContext tls(KeyStore keys) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "password".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
