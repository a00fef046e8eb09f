package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelGatewayTest {
    private static final Map<String, Object> PERSON = Map.of(
            "type",
            "object",
            "properties",
            Map.of("name", Map.of("type", "string"), "age", Map.of("type", "integer")),
            "required",
            List.of("name"),
            "additionalProperties",
            false);
    private final FakeOllama ollama = FakeOllama.start();
    private final ModelGateway gateway = TestModels.gateway(ollama.url());

    @AfterEach
    void stop() {
        ollama.close();
    }

    @Test
    void takesTheConfiguredModelsWhenNoneIsNamed() {
        assertThat(gateway.chat(ChatRequest.of("hello")).model()).isEqualTo("llama3.2");
        gateway.embed(new EmbedRequest(null, List.of("a")));
        gateway.embed(new EmbedRequest(" ", List.of("a")));
        assertThat(ollama.requests("/api/embed"))
                .allMatch(request -> request.body().path("model").asText().equals("nomic-embed-text"));
    }

    @Test
    void anAnswerThatFitsItsSchemaComesParsed() {
        ollama.chats(FakeReply.text("{\"name\": \"Ada\", \"age\": 36}"));
        ChatAnswer answer = gateway.chat(asking(PERSON));
        assertThat(answer.value()).isEqualTo(Map.of("name", "Ada", "age", 36));
        assertThat(answer.text()).isEqualTo("{\"name\": \"Ada\", \"age\": 36}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":5}|string",
                "{\"age\":36}|name",
                "{\"name\":\"Ada\",\"extra\":1}|extra",
                "{\"name\":\"Ada\"} trailing|not JSON",
                "I would say Ada.|not JSON",
                "[]|object",
                "''|empty",
            })
    void anAnswerThatNeverFitsIsAPermanentFailureThatShowsIt(String text, String problem) {
        ollama.chats(FakeReply.text(text));
        assertThatThrownBy(() -> gateway.chat(asking(PERSON)))
                .isInstanceOf(PermanentException.class)
                .isInstanceOfSatisfying(ModelAnswerInvalid.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.MODEL_ANSWER_INVALID);
                    assertThat(e.answer()).isEqualTo(text);
                })
                .hasMessageContaining(problem)
                .hasMessageContaining(text);
        assertThat(ollama.requests("/api/chat")).hasSize(3);
    }

    @Test
    void aModelIsToldWhatIsWrongWithItsAnswer() {
        ollama.chats(
                FakeReply.text("I would say Ada."),
                FakeReply.text("{\"name\":7}"),
                FakeReply.json(Map.of("name", "Ada")));
        ChatAnswer answer = gateway.chat(asking(PERSON));
        assertThat(answer.value()).isEqualTo(Map.of("name", "Ada"));
        assertThat(answer.notes()).singleElement().asString().contains("2 times");
        assertThat(answer.promptTokens()).isGreaterThanOrEqualTo(3 * 26);
        assertThat(ollama.lastChat().path("messages")).hasSize(5);
        assertThat(ollama.lastChat().at("/messages/1/content").asText()).isEqualTo("I would say Ada.");
        assertThat(ollama.lastChat().at("/messages/2/content").asText()).contains("it is not JSON");
        assertThat(ollama.lastChat().at("/messages/4/content").asText()).contains("string");
    }

    @Test
    void aLongAnswerThatDoesNotFitIsShownInPart() {
        ollama.chats(FakeReply.text("x".repeat(100_000)));
        assertThatThrownBy(() -> gateway.chat(asking(PERSON))).isInstanceOfSatisfying(ModelAnswerInvalid.class, e -> {
            assertThat(e.getMessage()).hasSizeLessThan(1500);
            assertThat(e.answer()).hasSizeLessThan(20_000);
        });
    }

    @Test
    void structuredAnswersThatWereCutAreInvalidAndTextsAreNot() {
        ollama.chats(FakeReply.cutAtLengthLimit("{\"name\":\"Ada\"}"));
        assertThatThrownBy(() -> gateway.chat(asking(PERSON)))
                .isInstanceOf(ModelAnswerInvalid.class)
                .hasMessageContaining("length limit");
        assertThat(gateway.chat(ChatRequest.of("hello")).doneReason()).isEqualTo("length");
    }

    @Test
    void aSchemaFetchesNothingFromElsewhere() {
        Map<String, Object> schema = Map.of("$ref", ollama.url() + "/api/version");
        assertThatThrownBy(() -> gateway.chat(asking(schema)))
                .isInstanceOfSatisfying(
                        PermanentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WORKFLOW_FAILED));
        assertThat(ollama.requests()).isEmpty();
    }

    @Test
    void aBrokenSchemaIsPermanentAndNobodyIsAsked() {
        assertThatThrownBy(() -> gateway.chat(asking(Map.of("pattern", "("))))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("schema");
        assertThat(ollama.requests()).isEmpty();
    }

    @Test
    void aCallCannotChooseTheContextLength() {
        ChatRequest request = new ChatRequest(null, List.of(ChatMessage.user("x")), null, Map.of("num_ctx", 8192));
        assertThatThrownBy(() -> gateway.chat(request))
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining("engine.model.context-length");
    }

    @Test
    void moreCallsThanPlacesWaitForABoundedTime() {
        ModelGateway gateway = new ModelGateway(TestModels.properties(ollama.url(), Map.of("max-concurrent", 2)));
        ollama.chats(FakeReply.silence());
        List<Thread> busy = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(() -> {
                try {
                    gateway.chat(ChatRequest.of("long"));
                } catch (ModelCallCancelled e) {
                    // The test ends it so.
                }
            });
            thread.start();
            busy.add(thread);
        }
        await().until(() -> ollama.requests().size() == 2);
        assertThatThrownBy(() -> gateway.chat(ChatRequest.of("third")))
                .isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("engine.model.max-concurrent");
        assertThat(ollama.requests()).hasSize(2);
        assertThat(gateway.embed(new EmbedRequest(null, List.of("another model")))
                        .vectors())
                .hasSize(1);

        busy.forEach(Thread::interrupt);
        await().until(() -> busy.stream().noneMatch(Thread::isAlive));
        ollama.chats(FakeReply.text("free again"));
        assertThat(gateway.chat(ChatRequest.of("third")).text()).isEqualTo("free again");
    }

    @Test
    void aWaitingCallCanBeCancelled() {
        ModelGateway patient = new ModelGateway(oneAtATime());
        ollama.chats(FakeReply.silence());
        CompletableFuture<Throwable> first = failureOf(patient);
        await().until(() -> ollama.requests().size() == 1);
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        Thread waiting = new Thread(() -> second.complete(call(patient)));
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        waiting.interrupt();
        assertThat(second.join()).isInstanceOf(ModelCallCancelled.class);
        assertThat(first).isNotDone();
    }

    @Test
    void failedCallsGiveTheirPlaceBack() {
        ollama.chats(FakeReply.status(500, "no"));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> gateway.chat(ChatRequest.of("x"))).isInstanceOf(ModelStreamBroken.class);
        }
    }

    @Test
    void tellsWhetherModelsCanBeAsked() {
        ollama.hasOnly("a", "b").hasLoaded("b");
        ModelStatus status = gateway.status().get(0);
        assertThat(status.available()).isTrue();
        assertThat(status.url()).isEqualTo(ollama.url());
        assertThat(status.version()).isEqualTo("0.33.0");
        assertThat(status.models()).extracting(StoredModel::name).containsExactly("a:latest", "b:latest");
        assertThat(status.models()).extracting(model -> model.loaded() != null).containsExactly(false, true);
        ollama.close();
        status = gateway.status().get(0);
        assertThat(status.available()).isFalse();
        assertThat(status.problem()).contains("ollama serve").contains(ollama.url());
    }

    private ModelProperties oneAtATime() {
        return TestModels.properties(ollama.url(), Map.of("max-concurrent", 1, "admission-timeout", TestModels.LONG));
    }

    private static CompletableFuture<Throwable> failureOf(ModelGateway gateway) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread thread = new Thread(() -> failure.complete(call(gateway)));
        thread.setDaemon(true);
        thread.start();
        return failure;
    }

    private static Throwable call(ModelGateway gateway) {
        try {
            gateway.chat(ChatRequest.of("x"));
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static ChatRequest asking(Map<String, Object> schema) {
        return new ChatRequest(null, List.of(ChatMessage.user("Who?")), schema, Map.of());
    }
}
