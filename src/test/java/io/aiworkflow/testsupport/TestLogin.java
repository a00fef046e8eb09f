package io.aiworkflow.testsupport;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Logs in to engines under test. Each engine is given the same password for its first admin. */
public final class TestLogin {
    /** For the setting engine.identity.admin-password-file. */
    public static final Path PASSWORD_FILE =
            Path.of("src/test/resources/admin-password.txt").toAbsolutePath();

    public static final String ADMIN = "admin";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Integer, String> TOKENS = new ConcurrentHashMap<>();
    private static final int PATIENCE = 20;
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private TestLogin() {}

    /** The value of Authorization for the engine at this port. */
    public static String authorization(int port) {
        return "Bearer " + TOKENS.computeIfAbsent(port, TestLogin::admin);
    }

    /**
     * Sends the request with the admin's token. An engine that does not know it is another one on the same port, or the
     * same one after its database was replaced: it is asked for a new token.
     */
    public static HttpResponse<String> send(HttpClient http, int port, HttpRequest request)
            throws IOException, InterruptedException {
        if (request.headers().firstValue("Authorization").isPresent()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
        String known = TOKENS.get(port);
        HttpResponse<String> response =
                http.send(known == null ? request : with(request, known), HttpResponse.BodyHandlers.ofString());
        if (!isAskedToLogIn(response)) {
            return response;
        }
        if (known != null) {
            TOKENS.remove(port, known);
        }
        authorization(port);
        return http.send(with(request, TOKENS.get(port)), HttpResponse.BodyHandlers.ofString());
    }

    /** Pages lead to the login. */
    private static boolean isAskedToLogIn(HttpResponse<String> response) {
        return response.statusCode() == 401
                || response.headers().firstValue("Location").orElse("").contains("/login");
    }

    /** An access token of this account. */
    public static String token(int port, String name, String password) {
        String body = JSON.createObjectNode()
                .put("name", name)
                .put("password", password)
                .toString();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/api/v1/auth/login".formatted(port)))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            // A busy engine asks for patience before it looks at another password.
            for (int tries = 1; response.statusCode() == 503 && tries < PATIENCE; tries++) {
                Thread.sleep(1000);
                response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            }
            if (response.statusCode() != 200) {
                throw new IllegalStateException("no login as " + name + ": " + response.body());
            }
            return JSON.readTree(response.body()).get("accessToken").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String admin(int port) {
        return token(port, ADMIN, password());
    }

    public static String password() {
        try {
            return Files.readString(PASSWORD_FILE).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpRequest with(HttpRequest request, String token) {
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .header("Authorization", "Bearer " + token)
                .build();
    }
}
