package io.aiworkflow.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainerTest {
    @TempDir
    Path secrets;

    private PreparedSettings settings;

    @BeforeEach
    void setUp() {
        settings = new PreparedSettings(secrets);
    }

    @Test
    void namesEverySettingOfTheRecordsAndEveryNameOfTheExample() throws IOException {
        Explanation explanation = explain();

        assertThat(explanation.settings())
                .extracting(ExplainedSetting::name)
                .contains("engine.worker.concurrency", "engine.knowledge.minimum-score", "engine.secrets.directories")
                .containsAll(SettingCatalogue.load().entries().stream()
                        .map(SettingCatalogue.Entry::name)
                        .toList())
                .doesNotHaveDuplicates();
        String text = explanation.asText();
        Pattern.compile("(?m)^#?([A-Z][A-Z0-9_]*)=")
                .matcher(Files.readString(Path.of(".env.example")))
                .results()
                .forEach(name -> assertThat(text).contains(name.group(1)));
    }

    @Test
    void tellsTheSourceOfEach() {
        settings.commandLine("engine.worker.concurrency", "3")
                .systemProperty("engine.queue.max-queued", "70")
                .secretFile("db_password.txt", "kD83hs-dk2")
                .variable("OLLAMA_BASE_URL", "http://models:11434")
                .variable("ENGINE_INTAKE_MAXBODY", "5MB")
                .variable("LOG_LEVEL", "DEBUG")
                .configFile("engine.events.most", "12");

        assertSetting("engine.worker.concurrency", "3", "command line --engine.worker.concurrency");
        assertSetting("engine.queue.max-queued", "70", "system property -Dengine.queue.max-queued");
        assertSetting("engine.database.password", "********", "secret file " + secrets.resolve("db_password.txt"));
        assertSetting("engine.model.base-url", "http://models:11434", "environment OLLAMA_BASE_URL");
        assertSetting("LOG_LEVEL", "DEBUG", "environment LOG_LEVEL");
        assertSetting("engine.events.most", "12", "config/application.yaml");
        assertSetting("engine.model.chat-model", "llama3.2", "default");
        assertSetting("engine.events.retry", "2s", "default");
        assertSetting("engine.database.url", null, "default");
        assertSetting("engine.intake.public-url", "http://127.0.0.1:8000", "default");
        assertSetting("POSTGRES_DB", null, "not set");
        assertThat(setting("engine.intake.max-body").value()).contains("5MB");
        assertThat(setting("engine.intake.max-body").place().source()).isEqualTo("environment");
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRES_PASSWORD, kD83hs-dk2",
        "DATABASE_URL, postgresql://ann:kD83hs-dk2@db/engine",
        "DATABASE_URL, postgresql://ann:kD83hs/dk2@db/engine",
        "REDIS_URL, redis://:kD83hs-dk2@redis",
        "OLLAMA_BASE_URL, https://ann:kD83hs-dk2@models",
        "JWT_SECRET_KEY, kD83hs-dk2",
        "ROUTES_CRM, kD83hs-dk2",
        "ENGINE_JAVA_OPTIONS, -Djavax.net.ssl.keyStorePassword=kD83hs-dk2",
        "MASTER_KEY, kD83hs-dk2",
        "SOME_TOKEN, kD83hs-dk2",
        "ENGINE_CONNECTIONS_HTTP_SHOP_AUTHORIZATION, kD83hs-dk2",
        "ENGINE_CONNECTIONS_HTTP_SHOP_HEADERS_XCLIENT, kD83hs-dk2",
        "ENGINE_DATABASE_PASWORD, kD83hs-dk2",
    })
    void showsNoPartOfASecret(String name, String value) {
        settings.variable(name, value);

        assertThat(explain().asText()).doesNotContain("kD83hs");
        assertThat(explain().asJson()).doesNotContain("kD83hs");
    }

    @Test
    void whateverASecretFileGivesIsHidden() {
        settings.secretFile("ollama_chat_model.txt", "kD83hs-dk2").secretFile("unknown_thing.txt", "zX9-secret-zX9");

        assertThat(explain().asText()).doesNotContain("kD83hs", "zX9");
        assertSetting("engine.model.chat-model", "********", "secret file " + secrets.resolve("ollama_chat_model.txt"));
    }

    @Test
    void aSettingThatRepeatsASecretIsHidden() {
        settings.secretFile("db_password.txt", "kD83hs-dk2").variable("OLLAMA_CHAT_MODEL", "model-kD83hs-dk2");

        assertSetting("engine.model.chat-model", "********", "environment OLLAMA_CHAT_MODEL");
    }

    @Test
    void theMaskIsTheSameForEverySecret() {
        settings.variable("POSTGRES_PASSWORD", "short-").variable("MASTER_KEY", "long".repeat(100));

        assertThat(setting("engine.database.password").value())
                .isEqualTo(setting("engine.secrets.master-key").value())
                .contains("********");
    }

    @Test
    void anAddressThatGotItsPasswordFromAFileIsShownWithItsOwnSource() {
        settings.secretFile("db_password.txt", "kD83hs-dk2")
                .variable("DATABASE_URL", "postgresql://ann:old-password@db/engine");

        assertSetting("engine.database.url", "postgresql://********@db/engine", "environment DATABASE_URL");
        assertThat(explain().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).contains("DATABASE_URL", "POSTGRES_PASSWORD"));
    }

    @ParameterizedTest
    @CsvSource({
        "DATABSE_URL, DATABASE_URL",
        "JWT_SECRET, JWT_SECRET_KEY",
        "POSTGRES_PASSWROD, POSTGRES_PASSWORD",
        "OLLAMA_BASEURL, OLLAMA_BASE_URL",
        "ENGINE_WORKER_CONCURENCY, ENGINE_WORKER_CONCURRENCY",
        "ENGINE_DATADIR, ENGINE_DATA_DIR",
        "LOGLEVEL, LOG_LEVEL",
    })
    void pointsOutMisspeltNamesWithTheNearestOne(String name, String nearest) {
        settings.variable(name, "value");

        assertThat(explain().unknown()).singleElement().satisfies(unknown -> {
            assertThat(unknown.name()).isEqualTo(name);
            assertThat(unknown.nearest()).contains(nearest);
        });
    }

    @Test
    void namesThatOnlyTheEngineCanBeMeantByAreAlwaysPointedOut() {
        settings.variable("ENGINE_WARP_DRIVE", "on").configFile("engine.worker.concurency", "3");

        assertThat(explain().unknown())
                .extracting(unknown -> unknown.name() + " " + unknown.nearest().orElse("-"))
                .containsExactly("ENGINE_WARP_DRIVE -", "engine.worker.concurency engine.worker.concurrency");
    }

    @ParameterizedTest
    @CsvSource({
        "PATH",
        "HOME",
        "HOSTNAME",
        "LANG",
        "JAVA_HOME",
        "ROUTES_CRM_URL",
        "SPRING_PROFILES_ACTIVE",
        "ENGINE_MODEL_CONTEXTLENGTHS_LLAMA",
        "ENGINE_DATABASE_DIRECT_URL",
        "ENGINE_DATABASE_DIRECTURL",
        "PORT",
        "LOGNAME",
        "PGPASSWORD",
        "KUBERNETES_SERVICE_PORT",
        "ENGINE_SECRETS_DIRECTORIES_0"
    })
    void otherNamesAreLeftAlone(String name) {
        settings.variable(name, "value");

        assertThat(explain().unknown()).isEmpty();
    }

    @Test
    void settingsOfManyPartsAreShownPartByPart() {
        settings.configFile("engine.model.context-lengths.llama", "8192");

        assertSetting("engine.model.context-lengths.llama", "8192", "config/application.yaml");
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        settings.variable("POSTGRES_PASSWORD", "changeme").variable("DATABSE_URL", "x");

        JsonNode json = new ObjectMapper().readTree(explain().asJson());

        assertThat(json.path("settings").findValuesAsText("name")).contains("engine.database.password", "LOG_LEVEL");
        json.path("settings").forEach(setting -> {
            if (setting.path("name").asText().equals("engine.database.password")) {
                assertThat(setting.path("variable").asText()).isEqualTo("POSTGRES_PASSWORD");
                assertThat(setting.path("value").asText()).isEqualTo("********");
                assertThat(setting.path("source").asText()).isEqualTo("environment");
                assertThat(setting.path("where").asText()).isEqualTo("POSTGRES_PASSWORD");
            }
        });
        assertThat(json.path("unknown").path(0).path("nearest").asText()).isEqualTo("DATABASE_URL");
        assertThat(json.path("findings").path(0).path("problem").asText()).contains("POSTGRES_PASSWORD");
        assertThat(json.path("findings").path(0).path("refusesStart").asBoolean())
                .isFalse();
        assertThat(json.path("production").asBoolean()).isFalse();
    }

    private Explanation explain() {
        return new Explainer(settings.prepare()).explain();
    }

    private ExplainedSetting setting(String name) {
        return explain().settings().stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void assertSetting(String name, String value, String place) {
        ExplainedSetting setting = setting(name);
        assertThat(setting.value()).as(name).isEqualTo(Optional.ofNullable(value));
        assertThat(setting.place().describe()).as(name).isEqualTo(place);
    }
}
