package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.testsupport.FakeOllama;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "big",
                " big:latest ",
                "library/big",
                "registry.ollama.ai/library/big:latest",
                "Registry.Ollama.ai/Library/big",
                "BIG",
                "big:Latest"
            })
    void namesOfTheSameModelAreTheSame(String name) {
        assertThat(ModelName.same(name, "big")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"big:7b", "somebody/big", "hf.co/library/big", "bigger"})
    void othersAreOthers(String name) {
        assertThat(ModelName.same(name, "big")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "registry.ollama.ai/library/qwen3:4b,qwen3:4b",
        "registry.ollama.ai/somebody/thing,somebody/thing",
        "hf.co/Somebody/Thing-GGUF:Q4_K_M,hf.co/Somebody/Thing-GGUF:Q4_K_M",
    })
    void whatGoesWithoutSayingIsLeftOut(String name, String plain) {
        assertThat(ModelName.plain(name)).isEqualTo(plain);
    }

    @Test
    void aModelIsAskedByOneNameAndWithOneContextLengthHoweverItIsWritten() {
        try (FakeOllama ollama = FakeOllama.start()) {
            ModelGateway gateway = TestModels.gateway(ollama.url());
            gateway.chat(asking("registry.ollama.ai/library/big"));
            gateway.chat(asking("llama3.2").with(new CallPolicy(OnOverflow.REFUSE, null, "library/big", true)));
            gateway.chat(asking("Library/BIG"));
            gateway.embed(new EmbedRequest("library/big", List.of("a text")));

            assertThat(ollama.requests())
                    .extracting(request -> request.body().path("model").asText())
                    .containsExactly("big", "llama3.2", "BIG", "big");
            assertThat(ollama.requests())
                    .extracting(request -> request.body().at("/options/num_ctx").asInt())
                    .containsExactly(16384, 4096, 16384, 16384);
        }
    }

    private static ChatRequest asking(String model) {
        return new ChatRequest(model, List.of(ChatMessage.user("Why?")), null, Map.of());
    }
}
