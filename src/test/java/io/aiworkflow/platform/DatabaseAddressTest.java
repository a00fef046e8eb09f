package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.platform.DatabaseProperties.Pooler;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://ann:pw@db.example:5433/engine                    | jdbc:postgresql://db.example:5433/engine | ann | pw
            postgres://ann:pw@db/engine                                   | jdbc:postgresql://db:5432/engine         | ann | pw
            jdbc:postgresql://db:5432/engine?user=ann&password=p%26w      | jdbc:postgresql://db:5432/engine         | ann | p&w
            jdbc:postgresql://db:5432/engine                              | jdbc:postgresql://db:5432/engine         | env | secret
            postgresql://db/engine                                        | jdbc:postgresql://db:5432/engine         | env | secret
            postgresql://ann@db/engine                                    | jdbc:postgresql://db:5432/engine         | ann | secret
            postgresql://a%40b:p%40%3A%2F%3F%23w+%25@db/engine            | jdbc:postgresql://db:5432/engine         | a@b | p@:/?#w+%
            postgresql://ann:p:w@db/engine                                | jdbc:postgresql://db:5432/engine         | ann | p:w
            postgresql://ann:p@w@db/engine                                | jdbc:postgresql://db:5432/engine         | ann | p@w
            postgresql://ann:pw@[::1]:5433/engine                         | jdbc:postgresql://[::1]:5433/engine      | ann | pw
            postgresql://ann:pw@[2001:db8::7]/engine                      | jdbc:postgresql://[2001:db8::7]:5432/engine | ann | pw
            postgresql://ann:pw@db/my%20engine                            | jdbc:postgresql://db:5432/my+engine      | ann | pw
            postgresql://ann:pw@db:/engine                                | jdbc:postgresql://db:5432/engine         | ann | pw
            """)
    void readsBothForms(String url, String jdbcUrl, String user, String password) {
        DatabaseAddress address = parse(url);

        assertThat(address.jdbcUrl()).startsWith(jdbcUrl + "?");
        assertThat(address.user()).isEqualTo(user);
        assertThat(address.password()).isEqualTo(password);
        assertThat(address.jdbcUrl()).doesNotContain("password");
    }

    @Test
    void keepsParametersAndTranslatesTheNamesOfLibpq() {
        assertThat(parse("postgresql://ann:pw@db/engine?sslmode=verify-full&sslrootcert=/c a.pem&application_name=x"
                                + "&connect_timeout=9&options=-c%20work_mem=8MB")
                        .jdbcUrl())
                .contains("sslmode=verify-full")
                .contains("sslrootcert=%2Fc+a.pem")
                .contains("ApplicationName=x")
                .contains("connectTimeout=9")
                .contains("options=-c+work_mem%3D8MB");
    }

    @Test
    void migrationsHaveLimitsOfTheirOwnUnlessTheAddressHas() {
        assertThat(parse("postgresql://ann:pw@db/engine").forMigrations().jdbcUrl())
                .contains("options=-c+statement_timeout%3D0+-c+lock_timeout%3D2s");
        assertThat(parse("postgresql://ann:pw@db/engine?options=-c%20lock_timeout=1s")
                        .forMigrations()
                        .jdbcUrl())
                .contains("options=-c+lock_timeout%3D1s")
                .doesNotContain("statement_timeout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ann:topsecret@db/engine",
                "ann:topsecret@db/engine",
                "postgresql://ann:top/secret@db/engine",
                "postgresql://ann:top?secret@db/engine",
                "postgresql://ann:top#secret@db/engine",
                "postgresql://ann:top%secret@db/engine",
                "postgresql://ann:topsecret@/engine",
                "postgresql://ann:topsecret@db",
                "postgresql://ann:topsecret@db/",
                "postgresql://ann:topsecret@db/a/b",
                "postgresql://ann:topsecret@db:topsecret/engine",
                "postgresql://ann:topsecret@db:70000/engine",
                "postgresql://ann:topsecret@db:0/engine",
                "postgresql://ann:topsecret@2001:db8::7/engine",
                "postgresql://ann:topsecret@one,two/engine",
                "postgresql://ann:topsecret@db/engine?sslmod=require",
                "postgresql://ann:topsecret@db/engine?sslmode",
                "postgresql+psycopg://ann:topsecret@db/engine",
                "jdbc:postgresql:engine",
            })
    void refusesWhatItCannotUseWithoutShowingThePassword(String url) {
        assertThatThrownBy(() -> parse(url))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused ->
                                assertThat(refused.action()).contains("postgresql://user:password@host:5432/database"))
                .hasMessageStartingWith("DATABASE_URL cannot be used: ")
                .message()
                .doesNotContain("secret")
                .doesNotContain("top");
    }

    @Test
    void namesTheUnknownParameter() {
        assertThatThrownBy(() -> parse("postgresql://ann:pw@db/engine?sslmod=require"))
                .hasMessageContaining("no parameter named 'sslmod'");
    }

    @ParameterizedTest
    @CsvSource({"5432, AUTO, false", "6432, AUTO, true", "5432, PGBOUNCER, true", "6432, NONE, false"})
    void avoidsNamedPreparedStatementsBehindPgBouncer(int port, Pooler pooler, boolean avoided) {
        DatabaseAddress address = DatabaseAddress.parse(
                "DATABASE_URL", "postgresql://ann:pw@db:%d/engine".formatted(port), properties(pooler));

        assertThat(address.jdbcUrl().contains("prepareThreshold=0")).isEqualTo(avoided);
    }

    @Test
    void showsNoPasswordAsText() {
        assertThat(parse("postgresql://ann:pw@db/engine")).hasToString("db:5432/engine");
        assertThat(properties(Pooler.AUTO).toString()).doesNotContain("secret");
    }

    private static DatabaseAddress parse(String url) {
        return DatabaseAddress.parse("DATABASE_URL", url, properties(Pooler.AUTO));
    }

    private static DatabaseProperties properties(Pooler pooler) {
        return new DatabaseProperties(
                "", "", "env", "secret", pooler, 10, Duration.ofSeconds(4), Duration.ofSeconds(20));
    }
}
