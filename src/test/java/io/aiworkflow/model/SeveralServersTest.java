package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeveralServersTest {
    private final FakeOllama one = FakeOllama.start();
    private final FakeOllama other = FakeOllama.start();

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    @Test
    void theServerThatHasTheModelAnswers() {
        one.hasOnly("a");
        other.hasOnly("b");
        ModelGateway gateway = both();
        assertThat(gateway.chat(asking("b")).server()).isEqualTo(other.url());
        assertThat(gateway.chat(asking("a:latest")).server()).isEqualTo(one.url());
        assertThat(one.requests("/api/chat")).hasSize(1);
        assertThat(other.requests("/api/chat")).hasSize(1);
    }

    @Test
    void theServerThatHasItInMemoryIsPreferred() {
        one.hasOnly("a");
        other.hasOnly("a").hasLoaded("a");
        assertThat(both().chat(asking("a")).server()).isEqualTo(other.url());
    }

    @Test
    void aServerThatIsNotThereIsReplacedByAnother() {
        one.hasOnly("a").hasLoaded("a");
        other.hasOnly("a");
        ModelGateway gateway = both();
        assertThat(gateway.chat(asking("a")).server()).isEqualTo(one.url());
        one.close();
        assertThat(gateway.chat(asking("a")).server()).isEqualTo(other.url());
    }

    @Test
    void aServerWithoutAPlaceIsReplacedByAnother() {
        one.hasOnly("a").hasLoaded("a").chats(FakeReply.busy());
        other.hasOnly("a");
        assertThat(both().chat(asking("a")).server()).isEqualTo(other.url());
    }

    @Test
    void aModelThatNobodyHasIsUnavailable() {
        one.hasOnly("a");
        other.hasOnly("a");
        assertThatThrownBy(() -> both().chat(asking("b")))
                .isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("none of the 2 model servers")
                .hasMessageContaining("ollama pull b");
        other.close();
        assertThatThrownBy(() -> both().chat(asking("b")))
                .isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("no model server that answers has model 'b'")
                .hasMessageContaining(other.url());
    }

    @Test
    void aServerThatFailsAgainAndAgainIsLeftAlone() {
        one.chats(FakeReply.hangUp());
        ModelGateway gateway = TestModels.gateway(one.url());
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> gateway.chat(asking("a"))).isInstanceOf(ModelStreamBroken.class);
        }
        assertThatThrownBy(() -> gateway.chat(asking("a")))
                .isInstanceOfSatisfying(ModelUnavailable.class, e -> {
                    assertThat(e.spendsAttempt()).isFalse();
                    assertThat(e.retryAfter()).isPresent();
                })
                .hasMessageContaining("100 % of its last calls");
        assertThat(one.requests("/api/chat")).hasSize(5);
        assertThat(gateway.status().get(0).breaker()).isEqualTo("open");
    }

    @Test
    void aModelThatFailsAgainAndAgainIsLeftAloneAndOthersOfItsServerAreAsked() {
        one.chats(FakeReply.status(500, "model requires more system memory"));
        ModelGateway gateway = TestModels.gateway(one.url());
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> gateway.chat(asking("a"))).isInstanceOf(ModelStreamBroken.class);
        }
        one.chats(FakeReply.text("fine"));
        assertThatThrownBy(() -> gateway.chat(asking("a")))
                .isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("model 'a:latest'")
                .hasMessageContaining("requires more system memory");
        assertThat(gateway.status().get(0).leftAlone()).containsExactly("a:latest");
        assertThat(gateway.chat(asking("b")).text()).isEqualTo("fine");
        assertThat(gateway.status().get(0).breaker()).isEqualTo("closed");
    }

    @Test
    void anOptionOfTheWrongTypeIsTheCallersFault() {
        one.chats(FakeReply.status(500, "option \"temperature\" must be of type float32"));
        ModelGateway gateway = TestModels.gateway(one.url());
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> gateway.chat(asking("a")))
                    .isInstanceOf(ModelRefused.class)
                    .hasMessageContaining("must be of type");
        }
        assertThat(one.requests("/api/chat")).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 429, 503})
    void whatIsNotTheServersFaultDoesNotCount(int status) {
        one.chats(FakeReply.status(status, "why"));
        ModelGateway gateway = TestModels.gateway(one.url());
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> gateway.chat(asking("a"))).hasMessageContaining("why");
        }
        assertThat(one.requests("/api/chat")).hasSize(10);
        assertThat(gateway.status().get(0).breaker()).isEqualTo("closed");
    }

    @Test
    void aServerThatFailsLeavesTheOthersTheirWork() {
        one.hasOnly("a").hasLoaded("a").chats(FakeReply.hangUp());
        other.hasOnly("a");
        ModelGateway gateway = both();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> gateway.chat(asking("a"))).isInstanceOf(ModelStreamBroken.class);
        }
        assertThat(gateway.chat(asking("a")).server()).isEqualTo(other.url());
    }

    @Test
    void theFallbackAnswersAndTheAnswerSaysSo() {
        one.hasOnly("small");
        ModelGateway gateway = TestModels.gateway(one.url());
        ChatRequest request = asking("large").with(new CallPolicy(OnOverflow.REFUSE, null, "small", true));
        ChatAnswer answer = gateway.chat(request);
        assertThat(answer.model()).isEqualTo("small");
        assertThat(answer.notes()).singleElement().asString().contains("'small'", "'large'", "not found");
        one.hasOnly("other");
        assertThatThrownBy(() -> gateway.chat(request))
                .isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("small");
    }

    @Test
    void aRefusalIsNoCaseForTheFallback() {
        one.chats(FakeReply.status(400, "invalid option"));
        ChatRequest request = asking("large").with(new CallPolicy(OnOverflow.REFUSE, null, "small", true));
        assertThatThrownBy(() -> TestModels.gateway(one.url()).chat(request)).isInstanceOf(ModelRefused.class);
        assertThat(one.requests("/api/chat")).hasSize(1);
    }

    @Test
    void healthAsksAModelInMemoryForATokenUnlessItHasShownThatItWorks() {
        one.hasOnly("llama3.2").hasLoaded("llama3.2");
        ModelGateway gateway = TestModels.gateway(one.url());
        assertThat(gateway.status().get(0).available()).isTrue();
        assertThat(one.requests("/api/generate")).hasSize(1);
        assertThat(one.requests("/api/generate")
                        .get(0)
                        .body()
                        .at("/options/num_predict")
                        .asInt())
                .isEqualTo(1);
        gateway.status();
        assertThat(one.requests("/api/generate")).hasSize(1);
        one.generates(FakeReply.status(500, "CUDA error"));
        ModelStatus broken = TestModels.gateway(one.url()).status().get(0);
        assertThat(broken.available()).isFalse();
        assertThat(broken.problem()).contains("CUDA error");
    }

    @Test
    void healthAsksTheModelOfEmbeddingsIfOnlyThatIsInMemory() {
        one.hasOnly("llama3.2", "nomic-embed-text").hasLoaded("nomic-embed-text");
        assertThat(TestModels.gateway(one.url()).status().get(0).available()).isTrue();
        assertThat(one.requests("/api/embed")).hasSize(1);
        assertThat(one.requests("/api/generate")).isEmpty();
        one.embeds(FakeReply.status(500, "CUDA error"));
        assertThat(TestModels.gateway(one.url()).status().get(0).problem()).contains("CUDA error");
    }

    @Test
    void healthLoadsNothing() {
        one.hasOnly("llama3.2");
        assertThat(TestModels.gateway(one.url()).status().get(0).available()).isTrue();
        one.hasLoaded("llama3.2");
        ModelProperties other = TestModels.properties(one.url(), Map.of("context-length", 8192));
        assertThat(TestModels.gateway(other).status().get(0).available()).isTrue();
        assertThat(one.requests("/api/generate")).isEmpty();
    }

    private ModelGateway both() {
        return TestModels.gateway(one.url() + ", " + other.url());
    }

    private static ChatRequest asking(String model) {
        return new ChatRequest(model, List.of(ChatMessage.user("Why?")), null, Map.of());
    }
}
