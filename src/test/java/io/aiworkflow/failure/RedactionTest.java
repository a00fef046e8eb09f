package io.aiworkflow.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql://app:hunter22@db:5432/x failed | postgresql://***@db:5432/x failed",
                "at redis://:p%40ss@cache:6379 | at redis://***@cache:6379",
                "https://me:se@cret@host/path?q=1 | https://***@host/path?q=1",
                "Authorization: Bearer abcDEF123.456_x-y | Authorization: Bearer ***",
                "authorization: bearer 0123456789abcdef== and more | authorization: bearer *** and more",
                "Authorization: Basic dXNlcjpwYXNzd29yZA== | Authorization: Basic ***",
                "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl was refused | token *** was refused",
                "key awe_3f9a2b1c_Zz0123456789 is blocked | key awe_*** is blocked",
                "jdbc:postgresql://db/x?user=me&password=hunter22&ssl=true | jdbc:postgresql://db/x?user=me&password=***&ssl=true",
                "password = hunter22, user = me | password = ***, user = me",
                "GET /x?key=AIzaSyD&q=1 | GET /x?key=***&q=1",
                "access_token=abc; next | access_token=***; next",
                "client_secret='a b c' given | client_secret=*** given"
            })
    void takesOutWhatLooksLikeASecret(String text, String cleaned) {
        assertThat(Redaction.clean(text)).isEqualTo(cleaned);
    }

    @Test
    void takesOutSecretsInJson() {
        assertThat(Redaction.clean("{\"user\":\"me\",\"password\":\"a\\\"b\",\"apiKey\" : \"x\",\"n\":1}"))
                .isEqualTo("{\"user\":\"me\",\"password\":\"***\",\"apiKey\" : \"***\",\"n\":1}");
    }

    @Test
    void takesOutPrivateKeys() {
        String key = "-----BEGIN PRIVATE KEY-----\nMIIEvQ\nIBADAN==\n-----END PRIVATE KEY-----";
        assertThat(Redaction.clean("read " + key + " from a file")).isEqualTo("read *** from a file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ready after 5123 ms: version 1.0.0, roles api worker webui, Java 17",
                "Write it as postgresql://user:password@host:5432/database?sslmode=require",
                "https://example.org/a@b",
                "the basic authentication of a bearer is required",
                "Bearer authentication is required",
                "Run 019abc of greet failed: WORKFLOW_FAILED in step x: no token was given",
                "the fencing token 5 is stale",
                "mail me@example.org",
                "eyJust a word",
                "what?state=queued&limit=20"
            })
    void leavesOtherTextAlone(String text) {
        assertThat(Redaction.clean(text)).isEqualTo(text);
    }

    @Test
    void takesOutSecretsThatItWasToldInAllTheirForms() {
        String secret = "canary+/" + UUID.randomUUID();
        Redaction.learn(List.of(secret));
        String encoded = secret.replace("+", "%2B").replace("/", "%2F");
        assertThat(Redaction.clean("a " + secret + ", b" + secret + "c, " + encoded + " d"))
                .isEqualTo("a ***, b***c, *** d");
    }

    @Test
    void takesOutShortSecretsAsWholeWordsOnly() {
        Redaction.learn(List.of("zebras", "tiny"));
        assertThat(Redaction.clean("user=zebras, zebras2 stay, tiny stays"))
                .isEqualTo("user=***, zebras2 stay, tiny stays");
    }

    @Test
    void takesOutTheLongerOfTwoSecretsFirst() {
        String secret = "canary" + UUID.randomUUID();
        Redaction.learn(List.of(secret, secret + "-longer"));
        assertThat(Redaction.clean("is " + secret + "-longer.")).isEqualTo("is ***.");
    }

    @Test
    void nothingStaysNothing() {
        assertThat(Redaction.clean(null)).isNull();
        assertThat(Redaction.clean("")).isEmpty();
    }

    @Test
    void manyLettersDoNotKeepItBusy() {
        String text = "a".repeat(200_000) + "=" + "\"".repeat(2000) + "://" + "x".repeat(200_000);
        assertThatCode(() -> Redaction.clean(text)).doesNotThrowAnyException();
        assertThat(Redaction.clean(text)).isEqualTo(text);
    }

    @Test
    void aLongSecretInJsonNeitherStaysNorTakesTheStack() {
        String text = "{\"token\": \"" + "s\\\"".repeat(100_000) + "\", \"n\": 1}";
        assertThat(Redaction.clean(text)).isEqualTo("{\"token\": \"***\", \"n\": 1}");
    }

    @Test
    void problemsAreWrittenWithoutSecrets() {
        Problem problem = Problem.of(ErrorCode.WORKFLOW_FAILED, "password=hunter22 was refused", "/x");
        assertThat(problem.detail()).isEqualTo("password=*** was refused");
        assertThat(problem.with("run", 1).detail()).isEqualTo("password=*** was refused");
    }
}
