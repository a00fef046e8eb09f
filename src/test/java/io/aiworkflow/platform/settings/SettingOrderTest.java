package io.aiworkflow.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.DatabaseProperties;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

class SettingOrderTest {
    @TempDir
    Path secrets;

    /** From the one that always counts to the one that counts last. */
    private enum Source {
        COMMAND_LINE,
        SYSTEM_PROPERTY,
        SECRET_FILE,
        ENVIRONMENT,
        CONFIG_FILE;

        void give(PreparedSettings settings, Setting setting, boolean upperCase, String value) {
            String name = upperCase ? setting.variable() : setting.property();
            switch (this) {
                case COMMAND_LINE -> settings.commandLine(name, value);
                case SYSTEM_PROPERTY -> settings.systemProperty(name, value);
                case SECRET_FILE -> settings.secretFile(fileName(setting, upperCase), value + "\n");
                case ENVIRONMENT -> settings.variable(upperCase ? setting.variable() : asVariable(setting), value);
                case CONFIG_FILE -> settings.configFile(name, value);
                default -> throw new IllegalStateException();
            }
        }

        private static String fileName(Setting setting, boolean upperCase) {
            return (upperCase ? setting.file() : asVariable(setting)).toLowerCase(Locale.ROOT) + ".txt";
        }

        private static String asVariable(Setting setting) {
            return setting.property().toUpperCase(Locale.ROOT).replace('.', '_').replace("-", "");
        }
    }

    private record Setting(String property, String variable, String file) {}

    private record Case(Setting setting, Source first, boolean firstUpperCase, Source last, boolean lastUpperCase) {
        @Override
        public String toString() {
            return "%s: %s %s before %s %s"
                    .formatted(
                            setting.variable(),
                            first,
                            firstUpperCase ? "upper-case" : "property",
                            last,
                            lastUpperCase ? "upper-case" : "property");
        }
    }

    static Stream<Case> everyPairOfSourcesInEverySpelling() {
        List<Setting> settings = List.of(
                new Setting("engine.database.password", "POSTGRES_PASSWORD", "db_password"),
                new Setting("engine.model.base-url", "OLLAMA_BASE_URL", "ollama_base_url"),
                new Setting("server.port", "ENGINE_PORT", "engine_port"));
        List<Case> cases = new ArrayList<>();
        for (Setting setting : settings) {
            for (Source first : Source.values()) {
                for (Source last : Source.values()) {
                    for (int spelling = 0; spelling < 4 && first.compareTo(last) < 0; spelling++) {
                        cases.add(new Case(setting, first, spelling % 2 == 0, last, spelling / 2 == 0));
                    }
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource
    void everyPairOfSourcesInEverySpelling(Case tried) {
        PreparedSettings settings = new PreparedSettings(secrets);
        tried.first().give(settings, tried.setting(), tried.firstUpperCase(), "1");
        tried.last().give(settings, tried.setting(), tried.lastUpperCase(), "2");

        ConfigurableEnvironment environment = settings.prepare();

        assertThat(environment.getProperty(tried.setting().property())).isEqualTo("1");
        assertThat(bound(environment, tried.setting().property())).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({"engine.model.base-url, http://127.0.0.1:11434", "engine.database.password, ''", "server.port, 8000"})
    void theDefaultCountsLast(String property, String usual) {
        assertThat(new PreparedSettings(secrets).prepare().getProperty(property))
                .isEqualTo(usual);
    }

    @Test
    void ofTwoNamesInOneSourceTheEnginesOwnCounts() {
        ConfigurableEnvironment environment = new PreparedSettings(secrets)
                .variable("OLLAMA_CHAT_MODEL", "upper-case")
                .variable("ENGINE_MODEL_CHATMODEL", "own")
                .prepare();

        assertThat(bound(environment, "engine.model.chat-model")).isEqualTo("own");
    }

    @Test
    void aVariableThatIsSetToNothingTakesNothingFromAConfigFile() {
        ConfigurableEnvironment environment = new PreparedSettings(secrets)
                .variable("DATABASE_URL", "")
                .configFile("engine.database.url", "postgresql://db/engine")
                .prepare();

        assertThat(bound(environment, "engine.database.url")).isEqualTo("postgresql://db/engine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p@ss:w/or?d#%", "a${HOME}b", "${POSTGRES_USER}", "a${b", "\\${x}", "a\\${x}b${", "${a{b}c}",
                        "${a${b}c}",
                "#{1+1}", "{{env:HOME}}", "$", "\\", "ends with a space ", " begins with one", "zwei\nZeilen", "ключ"
            })
    void aSecretIsTakenAsItStandsInItsFile(String password) {
        ConfigurableEnvironment environment = new PreparedSettings(secrets)
                .variable("HOME", "/root")
                .variable("POSTGRES_USER", "ann")
                .secretFile("db_password.txt", password + "\n")
                .prepare();

        assertThat(environment.getProperty("POSTGRES_PASSWORD")).isEqualTo(password);
        assertThat(environment.getProperty("engine.database.password")).isEqualTo(password);
        assertThat(Binder.get(environment)
                        .bind("engine.database", DatabaseProperties.class)
                        .get()
                        .password())
                .isEqualTo(password);
        assertThat(environment.resolvePlaceholders("<${POSTGRES_PASSWORD}>")).isEqualTo("<" + password + ">");
    }

    @Test
    void theFirstFolderCounts(@TempDir Path other) {
        new PreparedSettings(other).secretFile("redis_password", "second");
        ConfigurableEnvironment environment = new PreparedSettings(secrets)
                .variable("ENGINE_SECRETS_DIR", secrets + "," + other)
                .secretFile("redis_password.txt", "first")
                .prepare();

        assertThat(environment.getProperty("engine.redis.password")).isEqualTo("first");
        assertThat(SettingFindings.of(environment))
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).contains("REDIS_PASSWORD", "the first counts"));
    }

    @Test
    void aConfigFileCanNameTheFolder(@TempDir Path other) {
        new PreparedSettings(other).secretFile("db_password.txt", "from the other folder");
        ConfigurableEnvironment environment = new PreparedSettings(secrets)
                .variable("ENGINE_SECRETS_DIR", "")
                .configFile("engine.secrets.directories", other.toString())
                .prepare();

        assertThat(bound(environment, "engine.database.password")).isEqualTo("from the other folder");
    }

    private static String bound(ConfigurableEnvironment environment, String property) {
        return Binder.get(environment).bind(property, String.class).get();
    }
}
