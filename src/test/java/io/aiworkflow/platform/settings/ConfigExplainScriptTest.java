package io.aiworkflow.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script as an operator calls it, in a folder of its own with the engine that this test runs on. */
class ConfigExplainScriptTest {
    private static final String CANARY = "kD83hs-canary-dk2";
    private static final String KEY = "9dXSLJgbAz9f1HfKxCKH7ZjGoVXMGx0vvTS0GWn0a4E=";

    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();

    private record Outcome(int exitCode, String output, String errors) {
        JsonNode setting(String name) throws IOException {
            for (JsonNode setting : json().path("settings")) {
                if (List.of(
                                setting.path("name").asText(),
                                setting.path("variable").asText())
                        .contains(name)) {
                    return setting;
                }
            }
            throw new AssertionError(name + " is missing in " + output);
        }

        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(output);
        }
    }

    @BeforeEach
    void setUp() throws IOException {
        Files.createDirectories(folder.resolve("scripts"));
        for (String script : List.of("config-explain.sh", "common.sh")) {
            Files.copy(Path.of("scripts", script), folder.resolve("scripts").resolve(script));
        }
        Files.createDirectories(folder.resolve("src/main"));
        Files.writeString(folder.resolve("pom.xml"), "");
        Path engine = Files.createDirectories(folder.resolve("target/engine"));
        writeJar(engine.resolve("ai-workflow-engine.jar"));
        Files.writeString(engine.resolve(".complete"), "");
        Files.createDirectories(folder.resolve("secrets"));
        Files.createDirectories(folder.resolve("config"));
    }

    @Test
    void explainsWhatTheFolderAndTheEnvironmentGive() throws Exception {
        secret("db_password.txt", CANARY);
        secret("jwt_secret.txt", CANARY + CANARY);
        Files.writeString(folder.resolve("config/application.yaml"), """
                engine:
                  events:
                    most: 12
                  worker:
                    lease: 40s
                """);
        variables.put("DATABASE_URL", "postgresql://ann:" + CANARY + "-old@db:5432/engine");
        variables.put("ENGINE_WORKER_CONCURRENCY", "32");
        variables.put("ENGINE_WORKER_LEASE", "20s");
        variables.put("GOOGLE_API_KEY", CANARY);
        variables.put("OLLAMA_BASURL", CANARY);
        variables.put("ENGINE_JAVA_OPTIONS", "-Xmx64m -Dengine.queue.max-queued=70 -Dcom.sun.management.x=y");

        Outcome outcome = run("--json", "--engine.model.chat-model=mistral");

        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        assertThat(outcome.output() + outcome.errors()).doesNotContain("canary");
        assertPlace(outcome, "engine.database.password", "********", "secret file", "secrets/db_password.txt");
        assertPlace(outcome, "JWT_SECRET_KEY", "********", "secret file", "secrets/jwt_secret.txt");
        assertPlace(
                outcome, "engine.database.url", "postgresql://********@db:5432/engine", "environment", "DATABASE_URL");
        assertPlace(outcome, "engine.events.most", "12", "file", "config/application.yaml:3");
        assertPlace(outcome, "engine.worker.lease", "20s", "environment", "ENGINE_WORKER_LEASE");
        assertPlace(outcome, "engine.worker.concurrency", "32", "environment", "ENGINE_WORKER_CONCURRENCY");
        assertPlace(outcome, "engine.model.chat-model", "mistral", "command line", "--engine.model.chat-model");
        assertPlace(outcome, "engine.queue.max-queued", "70", "system property", "-Dengine.queue.max-queued");
        assertPlace(outcome, "engine.queue.ageing", "30s", "default", "");
        assertThat(outcome.json().path("unknown").path(0).path("nearest").asText())
                .isEqualTo("OLLAMA_BASE_URL");
        assertThat(outcome.json().path("findings").findValuesAsText("problem"))
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("DATABASE_URL", "POSTGRES_PASSWORD"));
    }

    @Test
    void startsNothing() throws Exception {
        Path classes = folder.resolve("classes.log");
        variables.put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + classes);

        Outcome outcome = run();

        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        assertThat(outcome.output()).startsWith("SETTING ").contains("engine.worker.concurrency");
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(Files.readString(classes))
                .contains(ConfigExplain.class.getName())
                .doesNotContain(
                        "org.apache.camel.impl.",
                        "org.apache.catalina.",
                        "org.postgresql.",
                        "com.zaxxer.hikari.",
                        "io.zonky.",
                        "io.lettuce.");
    }

    @Test
    void showsWhatWouldKeepAProductionFromStarting() throws Exception {
        variables.put("ENVIRONMENT", "production");
        variables.put("JWT_SECRET_KEY", "generate_secure_jwt_secret_here");
        Files.setPosixFilePermissions(secret("master_key.txt", KEY), PosixFilePermissions.fromString("rw-r--r--"));

        Outcome outcome = run();

        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        assertThat(outcome.output())
                .contains("The start is refused: JWT_SECRET_KEY is a placeholder")
                .contains("The start is refused: The secret file secrets/master_key.txt has the mode rw-r--r--")
                .doesNotContain(KEY, "generate_secure");
    }

    private Outcome run(String... options) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(
                                "bash",
                                folder.resolve("scripts/config-explain.sh").toString()),
                        Arrays.stream(options))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile());
        String path = builder.environment().get("PATH");
        builder.environment().clear();
        builder.environment().putAll(variables);
        builder.environment().put("PATH", path);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Outcome(process.waitFor(), output, Files.readString(folder.resolve("errors")));
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("secrets").resolve(name), text + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static void assertPlace(Outcome outcome, String name, String value, String source, String where)
            throws IOException {
        JsonNode setting = outcome.setting(name);
        assertThat(setting.path("value").asText()).as(name).isEqualTo(value);
        assertThat(setting.path("source").asText()).as(name).isEqualTo(source);
        assertThat(setting.path("where").asText()).as(name).isEqualTo(where);
    }

    /** Stands for the unpacked engine: a jar that names its libraries, as that one does. */
    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream output = new JarOutputStream(file, manifest)) {
            output.finish();
        }
    }
}
