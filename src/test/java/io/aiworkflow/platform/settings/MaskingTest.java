package io.aiworkflow.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POSTGRES_PASSWORD",
                "JWT_SECRET_KEY",
                "GOOGLE_CLIENT_SECRET",
                "GOOGLE_API_KEY",
                "MASTER_KEY",
                "engine.database.password",
                "engine.secrets.master-key",
                "engine.crm.access-token",
                "routes.crm.api-key",
                "TOKEN",
                "engine.identity.tokens.secret",
                "engine.connections.http.shop.authorization",
                "ENGINE_CONNECTIONS_HTTP_SHOP_AUTHORIZATION",
                "engine.connections.http.shop.headers.x.client",
                "engine.connections.http.shop.headers[X-Client]",
                "ENGINE_CONNECTIONS_HTTP_SHOP_HEADERS_X_CLIENT"
            })
    void tellsSecretsByTheirNames(String name) {
        assertThat(Masking.isSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "engine.knowledge.chunk-tokens",
                "JWT_ACCESS_TOKEN_EXPIRE_MINUTES",
                "ENGINE_SECRETS_DIR",
                "DATABASE_URL",
                "engine.secrets.directories",
                "engine.connections.http.shop.url",
                "engine.identity.tokens.key-directory",
                "monkey",
                "engine.queue.max-queued"
            })
    void otherNamesAreNoSecrets(String name) {
        assertThat(Masking.isSecret(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plain text                                       | plain text
            http://127.0.0.1:11434                           | http://127.0.0.1:11434
            postgresql://ann:topsecret@db:5432/engine        | postgresql://********@db:5432/engine
            postgresql://ann:top@secret@db/engine            | postgresql://********@db/engine
            jdbc:postgresql://db/e?user=a&password=topsecret | jdbc:postgresql://db/e?user=a&password=********
            jdbc:postgresql://db/e?sslpassword=x&sslmode=a   | jdbc:postgresql://db/e?sslpassword=********&sslmode=a
            redis://:topsecret@[::1]:6379/1                  | redis://********@[::1]:6379/1
            https://topsecret@git.example.org/repo           | https://********@git.example.org/repo
            https://a.example.org,https://b.example.org      | https://a.example.org,https://b.example.org
            https://a.example.org,https://x:y@b.example.org  | https://a.example.org,https://********@b.example.org
            postgresql://ann:top/secret@db/engine            | ********
            postgresql://ann:top?secret@db/engine            | ********
            postgresql://ann:top#secret@db/engine            | ********
            postgresql://ann:topsecret@db:topsecret/engine   | ********
            ann:topsecret@db/engine                          | ********
            """)
    void hidesLoginsAndAllThatItDoesNotUnderstand(String value, String shown) {
        assertThat(Masking.withoutLogins(value)).isEqualTo(shown);
    }
}
