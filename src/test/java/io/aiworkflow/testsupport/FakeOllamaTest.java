package io.aiworkflow.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeOllamaTest {
    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private final FakeOllama ollama = FakeOllama.start();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        ollama.close();
    }

    @Test
    void streamsAnAnswerInSeveralLines() throws Exception {
        ollama.chats(FakeReply.text("one two three"));
        HttpResponse<String> response = post("/api/chat", CHAT);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        assertThat(response.body().lines()).hasSize(4);
        assertThat(response.body()).endsWith("}\n").contains("\"done\":true");
    }

    @Test
    void refusesWhatTheOfficialDocumentRefuses() throws Exception {
        HttpResponse<String> response = post("/api/chat", CHAT.replace("messages", "mesages"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"error\"").contains("mesages");
        assertThat(ollama.requests().get(0).problems()).isNotEmpty();
        assertThat(post("/api/nothing", CHAT).statusCode()).isEqualTo(404);
    }

    @Test
    void knowsOnlyTheModelsItHas() throws Exception {
        ollama.hasOnly("other");
        assertThat(post("/api/chat", CHAT).statusCode()).isEqualTo(404);
    }

    @Test
    void keepsTheConnectionForTheNextRequest() throws Exception {
        post("/api/chat", CHAT);
        post("/api/chat", CHAT);
        assertThat(ollama.requests("/api/chat")).hasSize(2);
        assertThat(ollama.connections()).isEqualTo(1);
        assertThat(ollama.abandonedCalls()).isZero();
    }

    @Test
    void cutsTheConnectionWhenTold() {
        ollama.chats(FakeReply.text("one two").thenCut());
        assertThatThrownBy(() -> post("/api/chat", CHAT)).isInstanceOf(IOException.class);
    }

    @Test
    void seesAClientLeave() throws Exception {
        ollama.chats(FakeReply.silence());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ollama.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: " + CHAT.length() + "\r\n\r\n" + CHAT)
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            await().until(() -> ollama.requests().size() == 1);
        }
        await().until(() -> ollama.abandonedCalls() == 1);
    }

    @Test
    void embedsTheSameTextAlwaysTheSame() throws Exception {
        String first =
                post("/api/embed", "{\"model\":\"m\",\"input\":\"a text\"}").body();
        String again =
                post("/api/embed", "{\"model\":\"m\",\"input\":[\"a text\"]}").body();
        assertThat(again).isEqualTo(first).contains("embeddings");
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(ollama.url() + path))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
