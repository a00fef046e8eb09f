package io.aiworkflow.chaos.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Talks to the effect sink. */
final class SinkClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HttpClient http;

    JsonNode post(String path, Map<String, ?> request) throws IOException, InterruptedException {
        HttpRequest post = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d%s".formatted(NodeSettings.sinkPort(), path)))
                .timeout(Duration.ofMinutes(5))
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
                .build();
        HttpResponse<byte[]> response = http().send(post, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("the outside answers " + response.statusCode());
        }
        return JSON.readTree(response.body());
    }

    private synchronized HttpClient http() {
        if (http == null) {
            http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        }
        return http;
    }
}
