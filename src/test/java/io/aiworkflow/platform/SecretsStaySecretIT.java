package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineProcess;
import io.aiworkflow.testsupport.TestLogin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine as a process with a canary in each secret, at its most talkative, and work that fails with messages which
 * hold them: none gets out.
 */
class SecretsStaySecretIT {
    private static final String CANARY = "canary";
    /** 32 bytes in Base64, like the real one. */
    private static final String MASTER_KEY = "canaryQ415zdDSikv0keZY5GdX2cwiPv4kyl/WNkZ4M=";

    @TempDir
    Path directory;

    private HttpServer outside;

    @BeforeEach
    void openOutside() throws IOException {
        outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        outside.createContext("/", exchange -> {
            // As badly as others behave: it tells back what it was sent.
            byte[] body = ("failed at " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(500, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        outside.start();
        write("kamelets/leak-action.kamelet.yaml", kamelet());
        write("workflows/leak-message.camel.yaml", workflow("leak-message", "", """
                - throwException:
                    exceptionType: java.lang.IllegalArgumentException
                    message: "the token {{routes.team-token}} was refused\""""));
        write("workflows/leak-step.camel.yaml", workflow("leak-step", "", """
                - step:
                    id: ask
                    steps:
                      - throwException:
                          exceptionType: java.lang.IllegalArgumentException
                          message: "https://me:{{routes.team-token}}@example.org was refused, as was {{routes.team-token}}\""""));
        write("workflows/leak-log.camel.yaml", workflow("leak-log", "", """
                - log: {message: "the token is {{routes.team-token}}", loggingLevel: WARN}
                """));
        write("workflows/leak-call.camel.yaml", workflow("leak-call", "", """
                - kamelet: {name: leak-action, parameters: {token: "{{routes.team-token}}"}}
                """));
        write("workflows/leak-model.camel.yaml", workflow("leak-model", "", """
                - kamelet: {name: ollama-chat-action, parameters: {prompt: "Hello"}}
                """));
        write("workflows/leak-option.camel.yaml", workflow("leak-option", "attempts: \"{{routes.team-token}}\"", """
                - log: "never loaded"
                """));
        write("intake/leak-door.camel.yaml", door());
        Files.copy(
                Path.of("routes/kamelets/ollama-chat-action.kamelet.yaml"),
                directory.resolve("routes/kamelets/ollama-chat-action.kamelet.yaml"));
    }

    @AfterEach
    void closeOutside() {
        outside.stop(0);
    }

    @Test
    void noSecretGetsIntoLogsAnswersRunsOrArguments() throws Exception {
        try (EngineProcess process = new EngineProcess(directory, secrets())) {
            EngineClient engine = process.start("--logging.level.org.apache.camel.component.http=debug");
            List<String> answers = new ArrayList<>();
            for (String workflow : List.of(
                    "leak-message", "leak-step", "leak-log", "leak-call", "leak-model", "leak-option", "nobody")) {
                Answer answer = engine.submit(workflow, "{}", "Prefer", "wait=3");
                answers.add(answer.body());
                String run = answer.header("Location");
                if (run != null) {
                    answers.add(engine.get(run).body());
                    answers.add(engine.get(run + "/timeline").body());
                    answers.add(engine.post(run + "/cancel", null).body());
                }
            }
            for (String path : List.of(
                    "/intake/leak-door",
                    "/api/v1/workflows",
                    "/api/v1/runs",
                    "/api/v1/health",
                    "/api/v1/health?full",
                    "/api/v1/models",
                    "/api/v1/admin/index",
                    "/api/v1/admin/security-events",
                    "/api/v1/admin/threads",
                    "/metrics",
                    "/public/status",
                    "/",
                    "/nowhere")) {
                answers.add(engine.get(path).body());
            }
            String person = "{\"name\":\"eve\",\"password\":\"canary-of-a-person\"}";
            answers.add(engine.post("/api/v1/auth/register", person).body());
            answers.add(engine.post("/api/v1/auth/login", person).body());
            answers.add(engine.post("/api/v1/auth/login", person.replace("person", "guess"))
                    .body());
            answers.add(engine.post("/api/v1/auth/refresh", "{\"refreshToken\":\"canary-of-a-refresh-token\"}")
                    .body());
            String token = TestLogin.authorization(engine.port()).substring("Bearer ".length());
            String key = engine.post("/api/v1/api-keys", "{\"name\":\"k\",\"scopes\":[\"runs:read\"]}")
                    .json()
                    .get("key")
                    .asText();
            answers.add(engine.get("/api/v1/api-keys").body());
            assertThat(answers).noneMatch(answer -> answer.contains(CANARY));
            assertThat(answers).anyMatch(answer -> answer.contains("the token *** was refused"));
            assertThat(answers).anyMatch(answer -> answer.contains("***@example.org was refused, as was ***"));
            assertThat(arguments(process)).isNotEmpty().noneMatch(arguments -> arguments.contains(CANARY));
            assertThat(rows())
                    .hasSizeGreaterThan(5)
                    .noneMatch(row -> row.contains(CANARY) || row.contains(token) || row.contains(key));
            assertThat(process.log())
                    .content()
                    .contains("the token is ***", "the token *** was refused", "api_key=***")
                    .doesNotContain(CANARY, token, key);
        }
    }

    @Test
    void noSecretGetsIntoTheReasonWhyTheEngineDoesNotStart() {
        Map<String, String> environment = new LinkedHashMap<>(secrets());
        environment.put("DATABASE_URL", "postgresql://app:canary-of-the-database@127.0.0.1:99999/x");
        try (EngineProcess process = new EngineProcess(directory, environment)) {
            assertThatThrownBy(process::start).hasMessageContaining("the engine ended");
            assertThat(process.log())
                    .content()
                    .contains("DATABASE_URL cannot be used")
                    .doesNotContain(CANARY);
        }
    }

    private Map<String, String> secrets() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("WORKFLOW_ROUTES_DIR", "routes");
        environment.put("LOG_LEVEL", "DEBUG");
        environment.put("POSTGRES_PASSWORD", "canary-of-postgres");
        environment.put("REDIS_URL", "redis://engine:canary-of-redis@127.0.0.1:1");
        environment.put("OLLAMA_BASE_URL", "http://me:canary-of-ollama@127.0.0.1:1");
        environment.put("JWT_SECRET_KEY", "canary-of-the-signing-key-0123456789abcdef");
        environment.put("GOOGLE_CLIENT_SECRET", "canary-of-google");
        environment.put("MASTER_KEY", MASTER_KEY);
        environment.put("OPENAI_BASE_URL", "http://127.0.0.1:1/v1");
        environment.put("OPENAI_API_KEY", "canary-of-openai");
        environment.put("QDRANT_URL", "http://127.0.0.1:1");
        environment.put("QDRANT_API_KEY", "canary-of-qdrant");
        environment.put("METRICS_TOKEN", "canary-of-the-metrics-0123456789");
        environment.put("ROUTES_TEAM_TOKEN", "canary-of-a-route");
        return environment;
    }

    /** The command lines of the engine and of what it has started. */
    private static List<String> arguments(EngineProcess process) {
        return Stream.concat(Stream.of(process.handle()), process.handle().descendants())
                .map(SecretsStaySecretIT::arguments)
                .filter(Objects::nonNull)
                .toList();
    }

    private static String arguments(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/%d/cmdline".formatted(process.pid())));
        } catch (IOException e) {
            // It has ended, or the system has no such files.
            return process.info().commandLine().orElse(null);
        }
    }

    /** Every row of the engine's own tables as text. */
    private List<String> rows() throws IOException, SQLException {
        String url = Files.readString(directory.resolve("data/postgres.url"))
                .strip()
                .replaceFirst("postgresql://([^@]*)@(.*)", "jdbc:postgresql://$2?user=$1");
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url)) {
            for (String table : texts(connection, """
                    select quote_ident(table_name)
                      from information_schema.tables
                     where table_schema = 'public' and table_type = 'BASE TABLE'""")) {
                rows.addAll(texts(connection, "select t::text from %s t".formatted(table)));
            }
        }
        return rows;
    }

    private static List<String> texts(Connection connection, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet result = connection.createStatement().executeQuery(query)) {
            while (result.next()) {
                texts.add(result.getString(1));
            }
        }
        return texts;
    }

    private static String workflow(String name, String option, String steps) {
        String parameters = option.isEmpty() ? "" : "      parameters: {%s}\n".formatted(option);
        return """
                - route:
                    id: %1$s
                    description: Fails, or says more than it should.
                    from:
                      uri: workflow:%1$s
                %2$s      steps:
                """.formatted(name, parameters) + steps.indent(8);
    }

    private String kamelet() {
        return """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: leak-action
                  labels:
                    camel.apache.org/kamelet.type: action
                spec:
                  definition:
                    title: Leak
                    description: Calls a system that tells everybody what it was told.
                    type: object
                    required: [token]
                    properties:
                      token:
                        title: Token
                        description: A secret.
                        type: string
                        example: example
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - to: {id: call, uri: "http://127.0.0.1:%d/x?api_key={{token}}&httpMethod=GET"}
                """.formatted(outside.getAddress().getPort());
    }

    private static String door() {
        return """
                - route:
                    id: leak-door
                    description: Fails with a message that is not for callers.
                    from:
                      uri: platform-http:/intake/leak-door
                      steps:
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: "the token {{routes.team-token}} was refused"
                """;
    }

    private void write(String path, String text) throws IOException {
        Path file = directory.resolve("routes").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
