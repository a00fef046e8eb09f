package io.aiworkflow.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import io.aiworkflow.testsupport.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** Kept answers of models come from Redis where it has them, else from PostgreSQL, and nobody notices when it is away. */
@EngineTest
class AnswersInRedisIT {
    private static final String WORKFLOW = """
            - route:
                id: ask-kept
                description: Asks what may have been asked before.
                from:
                  uri: workflow:ask-kept
                  steps:
                    - step:
                        id: ask
                        steps:
                          - kamelet:
                              name: ollama-chat-action
                              parameters: {prompt: "Greet ${body[name]}.", cache: "true", answer: full}
            """;

    @TempDir
    static Path routes;

    static TestRedis redis;
    static FakeOllama ollama;

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient database;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.routes.directory", routes::toString);
        registry.add("engine.model.base-url", () -> ollama.url());
        registry.add("engine.redis.url", () -> redis.url());
    }

    @BeforeAll
    static void prepare() throws IOException {
        redis = TestRedis.start();
        ollama = FakeOllama.start();
        ollama.chats(FakeReply.text("Hello."));
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        Files.writeString(routes.resolve("workflows/ask-kept.camel.yaml"), WORKFLOW);
    }

    @AfterAll
    static void stop() {
        ollama.close();
        redis.close();
    }

    @Test
    void theyComeFromRedisAndWithoutItFromTheDatabase() {
        assertThat(isCached("Ada")).isFalse();
        assertThat(isCached("Bob")).isFalse();
        assertThat(database.sql("select count(*) from model_answer")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);

        // Ada's answer is in Redis alone now.
        database.sql("delete from model_answer where made_at = (select min(made_at) from model_answer)")
                .update();
        await().until(() -> isCached("Ada"));

        redis.down();
        try {
            assertThat(isCached("Bob")).isTrue();
            assertThat(isCached("Eve")).isFalse();
        } finally {
            redis.up();
        }
        assertThat(ollama.requests("/api/chat")).hasSize(3);
    }

    private boolean isCached(String name) {
        JsonNode answer = new EngineClient(port)
                .run("ask-kept", "{\"name\":\"%s\"}".formatted(name))
                .json();
        assertThat(answer.at("/result/text").asText()).as(answer.toString()).isEqualTo("Hello.");
        return answer.at("/result/cached").asBoolean();
    }
}
