package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.testsupport.TestLogin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class WebServerIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        TestDatabase.settings().forEach((name, value) -> registry.add(name, () -> value));
    }

    @Test
    void healthIsOkAndNamesThePartsAndRoles() throws Exception {
        HttpResponse<String> answer = send("GET", "/api/v1/health");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("status").asText()).isEqualTo("ok");
        assertThat(body.at("/checks/database/status").asText()).isEqualTo("ok");
        assertThat(body.path("roles")).hasSize(3);
    }

    @Test
    void statusTellsNoDetails() throws Exception {
        JsonNode body = JSON.readTree(send("GET", "/public/status").body());

        assertThat(body.fieldNames()).toIterable().containsExactly("status", "name", "version", "uptimeSeconds");
        assertThat(body.path("status").asText()).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/error", "/api/v1/health/more", "/api/v1/health%20"})
    void anUnknownPathIsAProblem(String path) throws Exception {
        assertProblem(send("GET", path), 404, "NOT_FOUND");
    }

    @Test
    void aWrongMethodIsAProblem() throws Exception {
        HttpResponse<String> answer = send("DELETE", "/api/v1/health");

        assertProblem(answer, 405, "METHOD_NOT_ALLOWED");
        assertThat(answer.headers().firstValue("Allow")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a{b} HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
                "G@T / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "garbage\r\n\r\n",
            })
    void aRequestThatIsNotHttpIsAProblem(String request) throws IOException {
        String answer = sendRaw(request);

        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
        JsonNode body = JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n")));
        assertThat(body.path("code").asText()).isEqualTo("MALFORMED_REQUEST");
        assertThat(answer).doesNotContain("Tomcat", "Exception", "<html");
    }

    @Test
    void headersBeyondTheLimitAreAProblem() throws IOException {
        String answer = sendRaw("GET / HTTP/1.1\r\nHost: x\r\nA: %s\r\n\r\n".formatted("a".repeat(20_000)));

        assertThat(answer).startsWith("HTTP/1.1 4").contains("application/problem+json");
    }

    private void assertProblem(HttpResponse<String> answer, int status, String code) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("status").asInt()).isEqualTo(status);
        assertThat(body.path("code").asText()).isEqualTo(code);
        assertThat(body.path("type").asText()).startsWith("urn:aiworkflow:problem:");
        assertThat(body.path("instance").asText()).isEqualTo(answer.uri().getRawPath());
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Accept", "text/html, */*;q=0.1")
                .build();
        return TestLogin.send(client, port, request);
    }

    private String sendRaw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.setSoTimeout(20_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
