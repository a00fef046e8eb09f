package io.aiworkflow.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.platform.StartRefused;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

@ExtendWith(OutputCaptureExtension.class)
class SettingChecksTest {
    private static final String KEY = "9dXSLJgbAz9f1HfKxCKH7ZjGoVXMGx0vvTS0GWn0a4E=";

    @TempDir
    Path secrets;

    private PreparedSettings settings;

    @BeforeEach
    void setUp() {
        settings = new PreparedSettings(secrets);
    }

    @Test
    void aProductionWithSecretsOfItsOwnStarts(CapturedOutput output) {
        settings.secretFile("master_key.txt", KEY)
                .secretFile("db_password.txt", "kD83hs-dk2")
                .secretFile("jwt_secret.txt", "w3mYyLw1kL1mTjYVQhiWq5pIlGPBB6ukMSFDxZbmY8Y=")
                .secretFile("jwt_secret_2.txt", "another signing key of tokens");

        start("production");

        assertThat(output).doesNotContain("WARN");
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRES_PASSWORD, secure_random_password_here",
        "JWT_SECRET_KEY, generate_secure_jwt_secret_here",
        "GOOGLE_API_KEY, your_google_api_key",
        "GOOGLE_CLIENT_SECRET, your_google_client_secret",
        "REDIS_PASSWORD, changeme",
        "DATABASE_URL, postgresql://aiworkflow:password@localhost:5432/ai_workflow_engine?sslmode=require",
        "REDIS_URL, redis://:secret@redis:6379",
    })
    void refusesPlaceholdersInProductionAndSaysSoElsewhere(String name, String value, CapturedOutput output) {
        settings.variable("MASTER_KEY", KEY).variable(name, value);

        assertThatThrownBy(() -> start("production"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(name)
                .hasMessageContaining("placeholder")
                .hasMessageNotContaining(value);
        start("development");
        assertThat(output).containsOnlyOnce("WARN").contains(name).doesNotContain(value);
    }

    @Test
    void refusesPlaceholdersInSecretFilesOfAnyName() {
        settings.variable("MASTER_KEY", KEY).secretFile("crm_token.txt", "your_token_here");

        assertThatThrownBy(() -> start("production")).hasMessageContaining("CRM_TOKEN");
    }

    @Test
    void refusesFilesThatOthersCanReadInProductionAndSaysSoElsewhere(CapturedOutput output) {
        settings.variable("MASTER_KEY", KEY).secretFile("db_password.txt", "kD83hs-dk2", "rw-r--r--");

        assertThatThrownBy(() -> start("production"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("db_password.txt")
                .hasMessageNotContaining("kD83hs-dk2");
        start("staging");
        assertThat(output).containsOnlyOnce("WARN").contains("chmod 600").doesNotContain("kD83hs-dk2");
    }

    @ParameterizedTest
    @CsvSource({
        "'', is not set",
        "your_master_key_here, placeholder",
        "not//base64!!, Base64",
        "c2hvcnQ=, shorter than 32 bytes",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=, not random",
        "QUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUI=, not random",
    })
    void refusesProductionWithoutAUsableMasterKey(String key, String reason) {
        settings.variable("MASTER_KEY", key);

        assertThatThrownBy(() -> start("production"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("MASTER_KEY")
                .hasMessageContaining(reason)
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain(key.isEmpty() ? "\0" : key));
    }

    @Test
    void aMasterKeyThatCannotBeUsedIsNeverPassedOver() {
        settings.variable("MASTER_KEY", "c2hvcnQ=");

        assertThatThrownBy(() -> start("development")).isInstanceOf(StartRefused.class);
    }

    @Test
    void nothingIsAskedOfADeveloper(CapturedOutput output) {
        start();
        start("development");

        assertThat(output).doesNotContain("WARN");
    }

    @Test
    void saysWhichOneCountsWhenFileAndEnvironmentDiffer(CapturedOutput output) {
        settings.variable("POSTGRES_PASSWORD", "of the environment")
                .variable("ENGINE_REDIS_PASSWORD", "of the environment")
                .variable("GOOGLE_API_KEY", "the same")
                .secretFile("db_password.txt", "of the file")
                .secretFile("redis_password.txt", "of the file")
                .secretFile("google_api_key.txt", "the same\n");

        start();

        assertThat(output)
                .contains("POSTGRES_PASSWORD is given by", "REDIS_PASSWORD is given by", "the file counts")
                .doesNotContain("GOOGLE_API_KEY", "of the environment", "of the file");
    }

    @Test
    void pointsAtSecretFilesThatNoSettingIsCalledLike(CapturedOutput output) {
        settings.secretFile("databse_url.txt", "postgresql://ann:kD83hs@db/engine");

        start();

        assertThat(output).contains("databse_url.txt gives DATABSE_URL", "did you mean DATABASE_URL?");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        settings.variable("JWT_SECRET_KEY", "changeme").secretFile("db_password.txt", "kD83hs-dk2", "rw-rw-rw-");

        assertThatThrownBy(() -> start("production"))
                .hasMessageContainingAll("JWT_SECRET_KEY", "db_password.txt", "MASTER_KEY");
    }

    /** Not only this class by itself: the way that the engine starts leads through it. */
    @Test
    void everyStartIsChecked() {
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);

        assertThatThrownBy(() -> application.run(
                        "--spring.profiles.active=production", "--engine.secrets.directories=" + secrets))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("MASTER_KEY is not set");
    }

    private void start(String... profiles) {
        ConfigurableEnvironment environment = settings.prepare(profiles);
        try (GenericApplicationContext context = new GenericApplicationContext()) {
            context.setEnvironment(environment);
            new SettingChecks().initialize(context);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}
}
