package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import io.aiworkflow.testsupport.FreePorts;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaServerTest {
    private static final ChatRequest QUESTION =
            new ChatRequest("llama3.2", List.of(ChatMessage.user("Why is the sky blue?")), null, Map.of());
    private final FakeOllama ollama = FakeOllama.start();
    private final OllamaServer client = client(TestModels.LONG, TestModels.LONG);

    @AfterEach
    void stop() {
        ollama.close();
    }

    @Test
    void putsTheStreamedAnswerTogether() {
        ollama.chats(FakeReply.text("Because of Rayleigh scattering – „Grüße“ 😀\nand more."));
        ChatAnswer answer = client.chat(QUESTION, CallListener.NONE);
        assertThat(answer.text()).isEqualTo("Because of Rayleigh scattering – „Grüße“ 😀\nand more.");
        assertThat(answer.doneReason()).isEqualTo("stop");
        assertThat(answer.promptTokens()).isEqualTo(26);
        assertThat(answer.answerTokens()).isEqualTo(298);
    }

    @Test
    void asksOllamaToDropNothing() {
        client.chat(
                new ChatRequest(
                        "llama3.2",
                        QUESTION.messages(),
                        Map.of("type", "object"),
                        Map.of("seed", 7, "stop", List.of("END"))),
                CallListener.NONE);
        JsonNode request = ollama.lastChat();
        assertThat(request.path("truncate").asBoolean(true)).isFalse();
        assertThat(request.path("shift").asBoolean(true)).isFalse();
        assertThat(request.path("stream").asBoolean()).isTrue();
        assertThat(request.at("/format/type").asText()).isEqualTo("object");
        assertThat(request.at("/options/seed").asInt()).isEqualTo(7);
        assertThat(request.at("/options/num_ctx").asInt()).isEqualTo(4096);
    }

    @Test
    void sendsTheContextLengthOfTheModel() {
        client.chat(new ChatRequest("big", QUESTION.messages(), null, Map.of()), CallListener.NONE);
        embed("big", List.of("a text"));
        assertThat(ollama.requests())
                .allSatisfy(request -> assertThat(
                                request.body().at("/options/num_ctx").asInt())
                        .isEqualTo(16384));
    }

    @Test
    void usesTheSameConnectionForTheNextCall() {
        client.chat(QUESTION, CallListener.NONE);
        client.chat(QUESTION, CallListener.NONE);
        embed("nomic-embed-text", List.of("a text"));
        assertThat(ollama.connections()).isEqualTo(1);
        assertThat(ollama.abandonedCalls()).isZero();
    }

    @Test
    void embedsTextsInTheirOrder() {
        List<List<Double>> both = embed("nomic-embed-text", List.of("one", "two"));
        assertThat(both).hasSize(2);
        assertThat(embed("nomic-embed-text", List.of("two"))).containsExactly(both.get(1));
        assertThat(ollama.requests("/api/embed").get(0).body().path("truncate").asBoolean(true))
                .isFalse();
    }

    @Test
    void anErrorLineInsideTheStreamIsAFailure() {
        ollama.chats(FakeReply.errorAfter("Because ", "llama runner process has terminated"));
        assertBroken("llama runner process has terminated");
    }

    @Test
    void aStreamThatEndsWithoutDoneIsAFailure() {
        ollama.chats(FakeReply.withoutDone("Because of"));
        assertBroken("ended before the answer was done");
        ollama.chats(FakeReply.streamOf());
        assertBroken("ended before the answer was done");
    }

    @Test
    void aCutConnectionIsAFailure() {
        ollama.chats(FakeReply.withoutDone("Because of").thenCut());
        assertBroken("broke");
        ollama.chats(FakeReply.hangUp());
        assertBroken("broke");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>hello</html>", "{\"message\":", "[1,2]", "\"text\"", "{} {}", "null", "NaN"})
    void linesThatAreNoJsonObjectsAreAFailure(String line) {
        ollama.chats(FakeReply.streamOf(line));
        assertBroken("not ");
    }

    @Test
    void anEndlessLineIsAFailure() {
        ollama.chats(
                FakeReply.streamOf("{\"message\":\"" + "x".repeat(1_100_000)).thenSilence());
        assertBroken("without an end of line");
        await().until(() -> ollama.abandonedCalls() == 1);
    }

    @Test
    void silenceBeforeTheFirstLineMeansUnavailable() {
        OllamaServer impatient = client(TestModels.SHORT, TestModels.LONG);
        for (FakeReply reply : List.of(
                FakeReply.silence(),
                FakeReply.streamOf().thenSilence(),
                FakeReply.text("late").beforeFirstLine(Duration.ofMinutes(1)))) {
            ollama.chats(reply);
            assertThatThrownBy(() -> impatient.chat(QUESTION, CallListener.NONE))
                    .isInstanceOf(ModelUnavailable.class)
                    .hasMessageContaining("did not begin to answer")
                    .hasMessageContaining("150 ms");
        }
        await().until(() -> ollama.abandonedCalls() == 3);
    }

    @Test
    void silenceInTheMiddleOfAnAnswerBreaksIt() {
        OllamaServer impatient = client(TestModels.LONG, TestModels.SHORT);
        ollama.chats(FakeReply.withoutDone("Because of").thenSilence());
        assertThatThrownBy(() -> impatient.chat(QUESTION, CallListener.NONE))
                .isInstanceOf(ModelStreamBroken.class)
                .hasMessageContaining("nothing arrived for 150 ms");
        await().until(() -> ollama.abandonedCalls() == 1);
    }

    @Test
    void aServerThatDoesNotEndAfterDoneSpoilsNothing() {
        ollama.chats(FakeReply.text("complete").thenSilence());
        assertThat(client.chat(QUESTION, CallListener.NONE).text()).isEqualTo("complete");
        await().until(() -> ollama.abandonedCalls() == 1);
    }

    @Test
    void aSlowStartAndSlowLinesAreFineWithinTheirOwnTimeouts() {
        ollama.chats(FakeReply.text("a b c d e f")
                .beforeHeaders(Duration.ofMillis(1200))
                .betweenLines(Duration.ofMillis(20)));
        OllamaServer patient = client(TestModels.LONG, Duration.ofMillis(1000));
        assertThat(patient.chat(QUESTION, CallListener.NONE).text()).isEqualTo("a b c d e f");
    }

    @Test
    void interruptingTheThreadClosesTheConnection() {
        for (FakeReply reply :
                List.of(FakeReply.silence(), FakeReply.withoutDone("Because of").thenSilence())) {
            ollama.chats(reply);
            int before = ollama.abandonedCalls();
            int seen = ollama.requests().size();
            AtomicReference<Thread> caller = new AtomicReference<>();
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                caller.set(Thread.currentThread());
                try {
                    client.chat(QUESTION, CallListener.NONE);
                    flag.completeExceptionally(new AssertionError("the call should have been cancelled"));
                } catch (ModelCallCancelled e) {
                    flag.complete(Thread.currentThread().isInterrupted() && !e.spendsAttempt());
                } catch (Throwable e) {
                    flag.completeExceptionally(e);
                }
            });
            thread.start();
            await().until(() -> ollama.requests().size() > seen);
            thread.interrupt();
            assertThat(flag.join()).isTrue();
            await().until(() -> ollama.abandonedCalls() == before + 1);
        }
    }

    @Test
    void aServerThatIsNotThereIsUnavailableAndSaysWhatToDo() throws Exception {
        int closedPort = FreePorts.next();
        OllamaServer lost = TestModels.server(TestModels.properties("http://user:secret@127.0.0.1:" + closedPort));
        assertThatThrownBy(() -> lost.chat(QUESTION, CallListener.NONE))
                .isInstanceOfSatisfying(ModelUnavailable.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
                    assertThat(e.spendsAttempt()).isFalse();
                })
                .hasMessageContaining("http://127.0.0.1:" + closedPort)
                .hasMessageContaining("ollama serve")
                .hasMessageContaining("OLLAMA_BASE_URL")
                .hasMessageNotContaining("secret");
    }

    static Stream<Arguments> calls() {
        ChatRequest whole = QUESTION.with(new CallPolicy(OnOverflow.REFUSE, null, null, false));
        GenerateRequest prompt = GenerateRequest.of("Once").withModel("llama3.2");
        GenerateRequest wholePrompt = new GenerateRequest(
                "llama3.2",
                "Once",
                null,
                null,
                List.of(),
                false,
                null,
                Map.of(),
                null,
                new CallPolicy(OnOverflow.REFUSE, null, null, false),
                CallOrigin.ENGINE);
        return Stream.of(
                arguments("/api/chat in one piece", (Consumer<OllamaServer>)
                        server -> server.chat(whole, CallListener.NONE)),
                arguments(
                        "/api/generate", (Consumer<OllamaServer>) server -> server.generate(prompt, CallListener.NONE)),
                arguments("/api/generate in one piece", (Consumer<OllamaServer>)
                        server -> server.generate(wholePrompt, CallListener.NONE)),
                arguments("/api/embed", (Consumer<OllamaServer>)
                        server -> server.embed(new EmbedRequest("nomic-embed-text", List.of("one", "two")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void aCancelledCallIsSeenByTheServer(String path, Consumer<OllamaServer> call) {
        ollama.chats(FakeReply.silence());
        ollama.generates(FakeReply.silence());
        ollama.embeds(FakeReply.silence());
        Cancellation cancellation = new Cancellation();
        CompletableFuture<Void> called = CompletableFuture.runAsync(() -> cancellation.guard(() -> {
            call.accept(client);
            return null;
        }));
        await().until(() -> ollama.requests(path.split(" ")[0]).size() == 1);
        assertThat(ollama.abandonedCalls()).isZero();
        cancellation.cancel();
        assertThatThrownBy(called::join).hasCauseInstanceOf(ModelCallCancelled.class);
        await().until(() -> ollama.abandonedCalls() == 1);
    }

    @Test
    void aServerThatDoesNotTakeTheConnectionIsNotWaitedFor() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Nobody accepts; once its queue is full, the next one is not even answered.
            boolean taken = true;
            while (taken && waiting.size() < 20) {
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 300);
                } catch (SocketTimeoutException e) {
                    taken = false;
                }
            }
            OllamaServer unreachable = TestModels.server(TestModels.properties(
                    "http://127.0.0.1:" + full.getLocalPort(), Map.of("connect-timeout", TestModels.SHORT)));
            assertThatThrownBy(() -> unreachable.chat(QUESTION, CallListener.NONE))
                    .isInstanceOf(ModelUnavailable.class)
                    .hasMessageContaining("cannot be reached")
                    .hasRootCauseInstanceOf(ConnectException.class);
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void anUnknownHostIsUnavailable() {
        OllamaServer lost = TestModels.server(TestModels.properties("http://no-such-host.invalid:11434"));
        assertThatThrownBy(() -> lost.chat(QUESTION, CallListener.NONE)).isInstanceOf(ModelUnavailable.class);
    }

    @Test
    void aMissingModelIsUnavailableAndSaysHowToFetchIt() {
        ollama.hasOnly("other");
        assertThatThrownBy(() -> client.chat(QUESTION, CallListener.NONE))
                .isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("ollama pull llama3.2")
                .hasMessageContaining("not found");
    }

    @Test
    void somethingElseAtTheAddressIsUnavailable() {
        ollama.chats(FakeReply.page(404, "<h1>Not Found</h1>"));
        assertThatThrownBy(() -> client.chat(QUESTION, CallListener.NONE))
                .isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("there is no Ollama at");
    }

    @Test
    void aBusyServerIsUnavailableForAsLongAsItSays() {
        ollama.chats(FakeReply.busy().header("Retry-After", "7"));
        TransientException failure =
                catchThrowableOfType(ModelUnavailable.class, () -> client.chat(QUESTION, CallListener.NONE));
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(failure).hasMessageContaining("maximum pending requests exceeded");
        ollama.chats(FakeReply.status(429, "slow down"));
        assertThatThrownBy(() -> client.chat(QUESTION, CallListener.NONE)).isInstanceOf(ModelUnavailable.class);
    }

    @Test
    void aFailingServerSpendsAnAttempt() {
        ollama.chats(FakeReply.status(500, "llama runner process has terminated: exit status 2"));
        assertBroken("exit status 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 301})
    void aRefusalIsPermanent(int status) {
        ollama.chats(FakeReply.status(status, "the input length exceeds the context length"));
        assertThatThrownBy(() -> client.chat(QUESTION, CallListener.NONE))
                .isInstanceOfSatisfying(
                        ModelRefused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_REFUSED))
                .hasMessageContaining("exceeds the context length")
                .hasMessageContaining("engine.model.context-length");
    }

    @Test
    void vectorsThatDoNotMatchTheTextsAreAFailure() {
        for (String answer : List.of(
                "{\"embeddings\":[[0.1]]}",
                "{\"embeddings\":[[0.1],[0.1,0.2]]}",
                "{\"embeddings\":[[],[]]}",
                "{\"embeddings\":[[\"a\"],[\"b\"]]}",
                "{}",
                "<html>")) {
            ollama.embeds(FakeReply.streamOf(answer));
            assertThatThrownBy(() -> embed("nomic-embed-text", List.of("one", "two")))
                    .as(answer)
                    .isInstanceOf(ModelStreamBroken.class);
        }
    }

    @Test
    void aSingleTextIsWaitedForWhileTheModelIsLoadedAndSeveralForAsLong() {
        OllamaServer hurried =
                TestModels.server(TestModels.properties(ollama.url(), Map.of("first-byte-timeout", TestModels.SHORT)));
        EmbedRequest question = new EmbedRequest("nomic-embed-text", List.of("one"));
        ollama.embeds(FakeReply.streamOf("{\"embeddings\":[[1]]}").beforeHeaders(Duration.ofMillis(600)));
        assertThat(hurried.embed(question).vectors()).hasSize(1);

        ollama.hasLoaded("nomic-embed-text");
        ollama.embeds(FakeReply.silence());
        assertThatThrownBy(() -> hurried.embed(question))
                .isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("did not begin to answer")
                .hasMessageContaining("within 150 ms");
        await().until(() -> ollama.abandonedCalls() == 1);

        ollama.embeds(FakeReply.streamOf("{\"embeddings\":[[1],[1]]}").beforeHeaders(Duration.ofMillis(600)));
        EmbedRequest several = new EmbedRequest("nomic-embed-text", List.of("one", "two"));
        assertThat(hurried.embed(several).vectors()).hasSize(2);
    }

    @Test
    void sendsTheCredentialsOfTheUrl() {
        String url = ollama.url().replace("http://", "http://me:se%2Fcret@");
        TestModels.server(TestModels.properties(url)).chat(QUESTION, CallListener.NONE);
        assertThat(ollama.requests().get(0).headers()).containsEntry("Authorization", "Basic bWU6c2UvY3JldA==");
    }

    private void assertBroken(String message) {
        assertThatThrownBy(() -> client.chat(QUESTION, CallListener.NONE))
                .isInstanceOfSatisfying(ModelStreamBroken.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.MODEL_STREAM_BROKEN);
                    assertThat(e.spendsAttempt()).isTrue();
                })
                .hasMessageContaining(message);
    }

    private List<List<Double>> embed(String model, List<String> texts) {
        return client.embed(new EmbedRequest(model, texts)).vectors();
    }

    private OllamaServer client(Duration firstByte, Duration idle) {
        return TestModels.server(TestModels.properties(ollama.url(), firstByte, idle));
    }
}
