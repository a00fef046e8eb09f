package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;

class ModelPropertiesTest {
    private final ApplicationContextRunner spring = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withUserConfiguration(Settings.class);

    @Test
    void hasDefaultsForEverything() {
        spring.run(context -> {
            ModelProperties properties = context.getBean(ModelProperties.class);
            assertThat(properties.baseUrl()).isEqualTo("http://127.0.0.1:11434");
            assertThat(properties.chatModel()).isEqualTo("llama3.2");
            assertThat(properties.embedModel()).isEqualTo("nomic-embed-text");
            assertThat(properties.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
            assertThat(properties.firstByteTimeout()).isEqualTo(Duration.ofMinutes(2));
            assertThat(properties.loadTimeout()).isEqualTo(Duration.ofMinutes(5));
            assertThat(properties.totalTimeout()).isEqualTo(Duration.ofMinutes(15));
            assertThat(properties.maxConcurrent()).isEqualTo(1);
            assertThat(properties.openaiBaseUrl()).isEmpty();
            assertThat(properties.idleTimeout()).isEqualTo(Duration.ofSeconds(60));
            assertThat(properties.contextLengthOf("llama3.2")).isEqualTo(4096);
        });
    }

    @Test
    void readsTheEnvironmentsNames() {
        spring.withPropertyValues(
                        "OLLAMA_BASE_URL=http://gpu:11434",
                        "OLLAMA_CHAT_MODEL=qwen3:4b",
                        "OLLAMA_EMBED_MODEL=all-minilm")
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource(
                                "brackets", Map.of("engine.model.context-lengths[qwen3:4b]", "16384"))))
                .run(context -> {
                    ModelProperties properties = context.getBean(ModelProperties.class);
                    assertThat(properties.baseUrl()).isEqualTo("http://gpu:11434");
                    assertThat(properties.chatModel()).isEqualTo("qwen3:4b");
                    assertThat(properties.embedModel()).isEqualTo("all-minilm");
                    assertThat(properties.contextLengthOf("qwen3:4b")).isEqualTo(16384);
                    assertThat(properties.contextLengthOf("other")).isEqualTo(4096);
                    assertThat(properties.contextLengthOf("other:latest")).isEqualTo(4096);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat-model=",
                "connect-timeout=0s",
                "first-byte-timeout=-1s",
                "idle-timeout=never",
                "context-length=0",
                "context-lengths[m]=5",
                "max-concurrent=0",
                "admission-timeout=-1s",
            })
    void refusesImpossibleSettings(String setting) {
        spring.withPropertyValues("engine.model." + setting)
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void doesNotPrintThePasswordOfTheUrl() {
        assertThat(TestModels.properties("http://u:secret@host")).asString().doesNotContain("secret");
    }

    @EnableConfigurationProperties(ModelProperties.class)
    static class Settings {}
}
