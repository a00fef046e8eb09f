package io.aiworkflow.access;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.TestLogin;
import io.aiworkflow.testsupport.UploadForm;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** Somebody with an account and a token of his own. */
final class Person {
    static final String PASSWORD = "seven-herons-crossed-the-estuary";

    private final EngineClient engine;
    private final String name;
    private final String token;

    private Person(EngineClient engine, String name, String token) {
        this.engine = engine;
        this.name = name;
        this.token = token;
    }

    /** Makes an account with this role and logs in to it. */
    static Person withRole(int port, String role) {
        EngineClient admin = new EngineClient(port);
        String name = role + "-" + UUID.randomUUID().toString().substring(0, 8);
        Answer made = admin.send(admin.request("/api/v1/auth/register")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, PASSWORD)))
                // A stranger: the admin would make an account whose password has to be changed first.
                .header("Authorization", "")
                .build());
        String id = made.json().get("id").asText();
        admin.post("/api/v1/admin/accounts/%s/approve".formatted(id), null);
        admin.send(admin.request("/api/v1/admin/accounts/" + id)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"role\":\"%s\"}".formatted(role)))
                .build());
        return new Person(admin, name, TestLogin.token(port, name, PASSWORD));
    }

    /** The same with another access token, or with an API key. */
    Person with(String otherToken) {
        return new Person(engine, name, otherToken);
    }

    /** The same at another process of the engine. */
    Person at(int port) {
        return new Person(new EngineClient(port), name, token);
    }

    /** The same with an API key that is good for these scopes, such as {@code "runs:read"}. */
    Person withKey(String... scopes) {
        String body = "{\"name\":\"test\",\"scopes\":[\"%s\"]}".formatted(String.join("\",\"", scopes));
        return with(post("/api/v1/api-keys", body).json().get("key").asText());
    }

    String name() {
        return name;
    }

    String token() {
        return token;
    }

    Answer get(String path) {
        return engine.send(request(path).build());
    }

    Answer post(String path, String body) {
        HttpRequest.Builder request = request(path);
        return engine.send(
                body == null
                        ? request.POST(HttpRequest.BodyPublishers.noBody()).build()
                        : request.header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build());
    }

    Answer put(String path, String body) {
        return engine.send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    Answer patch(String path, String body) {
        return engine.send(request(path)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    Answer delete(String path) {
        return engine.send(request(path).DELETE().build());
    }

    /** Hands in a document. */
    Answer upload(String file, String text, String collection) {
        UploadForm form = UploadForm.of(file, text.getBytes(StandardCharsets.UTF_8), Map.of("collection", collection));
        return engine.send(form.fill(request("/api/v1/documents")));
    }

    Answer submit(String workflow, String input) {
        return post("/api/v1/workflows/%s/runs".formatted(workflow), input);
    }

    /** Starts a run and waits for its end for up to 20 seconds. */
    Answer run(String workflow, String input) {
        return engine.send(request("/api/v1/workflows/%s/runs".formatted(workflow))
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=20")
                .POST(HttpRequest.BodyPublishers.ofString(input))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return engine.request(path).header("Authorization", "Bearer " + token);
    }
}
