package io.aiworkflow.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.ConfigurableEnvironment;

class UrlPasswordsTest {
    @TempDir
    Path secrets;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://ann:old@db/engine              | old   | postgresql://ann:n%2Few%20@db/engine
            postgresql://ann:o%40ld@db/engine           | o@ld  | postgresql://ann:n%2Few%20@db/engine
            postgresql://ann:o@l:d@db/engine            | o@l:d | postgresql://ann:n%2Few%20@db/engine
            postgresql://ann@db/engine                  |       | postgresql://ann:n%2Few%20@db/engine
            postgresql://db/engine                      |       | postgresql://:n%2Few%20@db/engine
            postgresql://db/engine?a=b                  |       | postgresql://:n%2Few%20@db/engine?a=b
            jdbc:postgresql://db/e?password=old&user=a  | old   | jdbc:postgresql://db/e?password=n%2Few%20&user=a
            redis://:old@redis:6379/0                   | old   | redis://:n%2Few%20@redis:6379/0
            redis://redis                               |       | redis://:n%2Few%20@redis
            postgresql://ann:@db/engine                 |       | postgresql://ann:n%2Few%20@db/engine
            nonsense                                    |       | nonsense
            """)
    void findsAndReplacesThePassword(String url, String password, String replaced) {
        assertThat(UrlPassword.in(url).orElse(null)).isEqualTo(password);
        assertThat(UrlPassword.with("n/ew ", url)).isEqualTo(replaced);
    }

    @Test
    void aSecretFileCountsAgainstThePasswordInAnAddressOfTheEnvironment() {
        ConfigurableEnvironment environment = new PreparedSettings(secrets)
                .variable("DATABASE_URL", "postgresql://ann:old@db:5432/engine")
                .variable("DATABASE_DIRECT_URL", "postgresql://ann:old@direct:5432/engine")
                .secretFile("db_password.txt", "new${x}\n")
                .prepare();

        assertThat(environment.getProperty("engine.database.url"))
                .isEqualTo("postgresql://ann:new%24%7Bx%7D@db:5432/engine");
        assertThat(environment.getProperty("engine.database.direct-url"))
                .isEqualTo("postgresql://ann:new%24%7Bx%7D@direct:5432/engine");
        assertThat(SettingFindings.of(environment))
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.problem())
                        .contains("POSTGRES_PASSWORD")
                        .doesNotContain("old", "new"))
                .first()
                .satisfies(finding -> assertThat(finding.problem()).contains("DATABASE_URL"));
    }

    @Test
    void nothingIsSaidWhenBothAreTheSame() {
        ConfigurableEnvironment environment = new PreparedSettings(secrets)
                .variable("DATABASE_URL", "postgresql://ann:s%40me@db/engine")
                .secretFile("db_password.txt", "s@me")
                .prepare();

        assertThat(environment.getProperty("engine.database.url")).isEqualTo("postgresql://ann:s%40me@db/engine");
        assertThat(SettingFindings.of(environment)).isEmpty();
    }

    @Test
    void anAddressThatComesFirstKeepsItsPassword() {
        String url = "postgresql://ann:inside@db/engine";

        assertThat(new PreparedSettings(secrets)
                        .variable("DATABASE_URL", url)
                        .variable("POSTGRES_PASSWORD", "apart")
                        .prepare()
                        .getProperty("engine.database.url"))
                .as("both in the environment")
                .isEqualTo(url);
        assertThat(new PreparedSettings(secrets)
                        .secretFile("database_url.txt", url)
                        .secretFile("db_password.txt", "apart")
                        .prepare()
                        .getProperty("engine.database.url"))
                .as("both in files")
                .isEqualTo(url);
        assertThat(new PreparedSettings(secrets)
                        .commandLine("engine.database.url", url)
                        .secretFile("db_password.txt", "apart")
                        .prepare()
                        .getProperty("engine.database.url"))
                .as("on the command line")
                .isEqualTo(url);
    }

    @Test
    void thePasswordOfRedisBecomesPartOfItsAddress() {
        assertThat(new PreparedSettings(secrets)
                        .variable("REDIS_URL", "redis://redis:6379")
                        .variable("REDIS_PASSWORD", "p@ss")
                        .prepare()
                        .getProperty("engine.redis.url"))
                .isEqualTo("redis://:p%40ss@redis:6379");
        assertThat(new PreparedSettings(secrets)
                        .secretFile("redis_password.txt", "p@ss")
                        .prepare()
                        .getProperty("engine.redis.url"))
                .as("without an address")
                .isEmpty();
    }
}
