package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** What runs use of models: counted for steps, runs and users, stopped by budgets, and spared by the cache. */
@EngineTest
class ModelUsageIT {
    /** One file each, separated by blank lines. */
    private static final String WORKFLOWS = """
            - route:
                id: ask-twice
                description: Asks two questions.
                from:
                  uri: workflow:ask-twice
                  steps:
                    - setVariable: {name: name, simple: "${body[name]}"}
                    - step:
                        id: first
                        steps:
                          - kamelet: {name: ollama-chat-action, parameters: {prompt: "Greet ${variable.name}."}}
                    - step:
                        id: second
                        steps:
                          - kamelet: {name: ollama-chat-action, parameters: {prompt: "Praise ${variable.name}."}}

            - route:
                id: ask-bounded
                description: Asks two questions, of which only one can be paid.
                from:
                  uri: workflow:ask-bounded
                  steps:
                    - step:
                        id: first
                        steps:
                          - kamelet: {name: ollama-chat-action, parameters: {prompt: "Greet ${body[name]}."}}
                    - step:
                        id: second
                        steps:
                          - kamelet: {name: ollama-chat-action, parameters: {prompt: "Go on: ${body}"}}

            - route:
                id: ask-cached
                description: Asks what may have been asked before.
                from:
                  uri: workflow:ask-cached
                  steps:
                    - setVariable: {name: name, simple: "${body[name]}"}
                    - step:
                        id: embed
                        steps:
                          - kamelet:
                              name: ollama-embed-action
                              parameters: {text: "${variable.name}", cache: "true"}
                    - step:
                        id: ask
                        steps:
                          - kamelet:
                              name: ollama-chat-action
                              parameters: {prompt: "Greet ${variable.name}.", cache: "true", answer: full}

            - route:
                id: ask-daily
                description: Asks one question, which can be paid once a day.
                from:
                  uri: workflow:ask-daily
                  steps:
                    - step:
                        id: first
                        steps:
                          - kamelet: {name: ollama-chat-action, parameters: {prompt: "Greet ${body[name]}."}}
            """;

    @TempDir
    static Path routes;

    static FakeOllama ollama;

    @LocalServerPort
    int port;

    EngineClient engine;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("engine.routes.directory", routes::toString);
        registry.add("engine.model.base-url", () -> ollama.url());
        registry.add("engine.usage.budget.run-tokens-of.ask-bounded", () -> "300");
        registry.add("engine.usage.budget.workflow-tokens-per-day-of.ask-daily", () -> "300");
        registry.add("engine.usage.budget.user-tokens-per-day", () -> "900");
        registry.add("engine.usage.budget.user-tokens-per-day-of.admin", () -> "0");
    }

    @BeforeAll
    static void prepare() throws IOException {
        ollama = FakeOllama.start();
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        for (String workflow : WORKFLOWS.split("\n\n")) {
            String name = workflow.replaceFirst("(?s).*?id: (\\S+).*", "$1");
            Files.writeString(routes.resolve("workflows/" + name + ".camel.yaml"), workflow);
        }
    }

    @AfterAll
    static void stopModel() {
        ollama.close();
    }

    @BeforeEach
    void connect() {
        engine = new EngineClient(port);
        ollama.chats(FakeReply.text("Hello."));
        assertThat(engine.get("/api/v1/workflows").json().get("refused")).isEmpty();
    }

    @Test
    void eachStepAndUserIsToldWhatWasUsed() {
        Person ann = Person.withRole(port, "user");
        JsonNode run = run(ann, "ask-twice");

        assertThat(run.get("state").asText()).isEqualTo("succeeded");
        assertUsed(run.get("usage"), 2, 52, 596);
        assertThat(run.at("/usage/models/0").asText()).isEqualTo("llama3.2");
        assertThat(run.at("/usage/servers/0").asText()).isEqualTo(ollama.url());
        assertThat(run.at("/steps/0/id").asText()).isEqualTo("first");
        assertUsed(run.at("/steps/0/usage"), 1, 26, 298);
        assertUsed(run.at("/steps/1/usage"), 1, 26, 298);

        JsonNode mine = ann.get("/api/v1/usage?by=day,workflow,model").json();
        assertThat(mine.get("usage")).hasSize(1);
        assertThat(mine.at("/usage/0/workflow").asText()).isEqualTo("ask-twice");
        assertThat(mine.at("/usage/0/model").asText()).isEqualTo("llama3.2");
        assertThat(mine.at("/usage/0/day").asText()).isEqualTo(mine.get("to").asText());
        assertUsed(mine.at("/usage/0"), 2, 52, 596);
        assertUsed(mine.get("total"), 2, 52, 596);

        Person bob = Person.withRole(port, "user");
        assertThat(bob.get("/api/v1/usage?by=user&user=" + ann.name()).json().get("usage"))
                .isEmpty();
        Person operator = Person.withRole(port, "operator");
        assertUsed(
                operator.get("/api/v1/usage?by=user&user=" + ann.name()).json().at("/usage/0"), 2, 52, 596);
        assertThat(operator.get("/api/v1/usage?by=user").json().get("usage").findValuesAsText("user"))
                .contains(ann.name());
    }

    @Test
    void aUserIsStoppedAtHisBudgetWithTheFigure() {
        Person ann = Person.withRole(port, "user");
        assertThat(run(ann, "ask-twice").get("state").asText()).isEqualTo("succeeded");
        int before = ollama.requests("/api/chat").size();
        // 648 of 900 tokens are used, so one more call begins; the next one does not.
        Answer stopped = ann.run("ask-twice", named("Zoe"));
        assertThat(stopped.status()).as(stopped.body()).isEqualTo(429);
        assertThat(stopped.json().get("code").asText()).isEqualTo("BUDGET_SPENT");
        assertThat(stopped.json().get("detail").asText())
                .contains("user '" + ann.name() + "' has used 972 tokens today, and the budget is 900");
        assertThat(stopped.header("Retry-After")).isNotNull();
        assertThat(ollama.requests("/api/chat")).hasSize(before + 1);

        JsonNode run = ann.get(stopped.header("Location")).json();
        assertThat(run.get("state").asText()).isEqualTo("failed");
        assertThat(run.at("/error/code").asText()).isEqualTo("BUDGET_SPENT");
        assertThat(run.at("/error/step").asText()).isEqualTo("second");
        assertUsed(run.get("usage"), 1, 26, 298);
    }

    @Test
    void aRunIsStoppedAtItsBudgetWithTheFigure() {
        Answer stopped = engine.run("ask-bounded", named("Ada"));
        assertThat(stopped.status()).isEqualTo(429);
        assertThat(stopped.json().get("detail").asText()).contains("has used 324 tokens, and its budget is 300");
    }

    @Test
    void aWorkflowIsStoppedAtItsBudgetWhoeverRunsIt() {
        assertThat(engine.run("ask-daily", named("Ada")).status()).isEqualTo(200);
        int before = ollama.requests("/api/chat").size();
        Answer stopped = Person.withRole(port, "user").run("ask-daily", named("Eve"));
        assertThat(stopped.status()).as(stopped.body()).isEqualTo(429);
        assertThat(stopped.json().get("code").asText()).isEqualTo("BUDGET_SPENT");
        assertThat(stopped.json().get("detail").asText())
                .contains("workflow 'ask-daily' has used 324 tokens today, and the budget is 300");
        assertThat(stopped.header("Retry-After")).isNotNull();
        assertThat(ollama.requests("/api/chat")).hasSize(before);
        assertThat(engine.run("ask-twice", named("Ada")).status()).isEqualTo(200);
    }

    @Test
    void aSpentBudgetIsSaidByTheStatusToWhoChatsSearchesAndAsks() {
        Person ann = Person.withRole(port, "user");
        String collection = "mine-" + ann.name();
        assertThat(indexed(ann).get("state").asText()).isEqualTo("succeeded");
        run(ann, "ask-twice");
        run(ann, "ask-twice");
        int chats = ollama.requests("/api/chat").size();
        int embeds = ollama.requests("/api/embed").size();

        assertSpent(ann, ann.post("/api/v1/chat", "{\"message\":\"Hello\"}"));
        assertThat(ann.get("/api/v1/conversations").json().get("conversations")).isEmpty();
        String question = "{\"question\":\"Do boats float?\",\"collection\":\"%s\"}".formatted(collection);
        assertSpent(ann, ann.post("/api/v1/search", question));
        assertSpent(ann, ann.post("/api/v1/ask", question));
        assertThat(ollama.requests("/api/chat")).hasSize(chats);
        assertThat(ollama.requests("/api/embed")).hasSize(embeds);
    }

    private static void assertSpent(Person person, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(429);
        assertThat(answer.json().get("code").asText()).isEqualTo("BUDGET_SPENT");
        assertThat(answer.json().get("detail").asText())
                .contains("user '" + person.name() + "' has used", "tokens today, and the budget is 900");
        assertThat(answer.header("Retry-After")).isNotNull();
    }

    @Test
    void whatWasAskedBeforeIsNotAskedAgainAndCountsNothing() {
        String name = "Eve-" + UUID.randomUUID();
        JsonNode first = result("ask-cached", name);
        assertThat(first.get("cached").asBoolean()).isFalse();
        int chats = ollama.requests("/api/chat").size();
        int embeds = ollama.requests("/api/embed").size();

        Person ann = Person.withRole(port, "user");
        Answer again = ann.run("ask-cached", named(name));
        JsonNode second = again.json().get("result");
        assertThat(second.get("cached").asBoolean()).isTrue();
        assertThat(second.get("promptTokens").asInt()).isZero();
        assertThat(second.get("answerTokens").asInt()).isZero();
        assertThat(second.get("text")).isEqualTo(first.get("text"));
        assertThat(second.at("/notes/0").asText()).contains("cache");
        assertThat(ollama.requests("/api/chat")).hasSize(chats);
        assertThat(ollama.requests("/api/embed")).hasSize(embeds);
        assertThat(ann.get(again.header("Location")).json().has("usage")).isFalse();
        assertUsed(ann.get("/api/v1/usage").json().get("total"), 0, 0, 0);
    }

    @Test
    void embeddingsOfDocumentsAreTheirRunsAndCountForWhoeverBringsThem() {
        Person ann = Person.withRole(port, "user");
        JsonNode run = indexed(ann);

        assertThat(run.get("state").asText()).as(run.toString()).isEqualTo("succeeded");
        assertUsed(run.get("usage"), 1, 8, 0);
        JsonNode embed = step(run, "embed");
        assertUsed(embed.get("usage"), 1, 8, 0);
        assertThat(embed.at("/usage/models/0").asText()).isEqualTo("nomic-embed-text");
        JsonNode mine = ann.get("/api/v1/usage?by=workflow,model").json();
        assertThat(mine.at("/usage/0/workflow").asText()).isEqualTo("index-document");
        assertUsed(mine.get("total"), 1, 8, 0);
    }

    @Test
    void aSpentBudgetStopsAnIngestionAtItsEmbeddings() {
        Person ann = Person.withRole(port, "user");
        run(ann, "ask-twice");
        run(ann, "ask-twice");
        int before = ollama.requests("/api/embed").size();

        JsonNode run = indexed(ann);

        assertThat(run.get("state").asText()).as(run.toString()).isEqualTo("failed");
        assertThat(run.at("/error/code").asText()).isEqualTo("BUDGET_SPENT");
        assertThat(run.at("/error/step").asText()).isEqualTo("embed");
        assertThat(run.at("/error/message").asText()).contains("has used 972 tokens today, and the budget is 900");
        assertThat(ollama.requests("/api/embed")).hasSize(before);
    }

    @Test
    void badQuestionsAreRefused() {
        assertThat(engine.get("/api/v1/usage?by=colour").status()).isEqualTo(400);
        assertThat(engine.get("/api/v1/usage?from=yesterday").status()).isEqualTo(400);
        assertThat(engine.get("/api/v1/usage?from=2026-02-01&to=2026-01-01").status())
                .isEqualTo(400);
        assertThat(engine.get("/api/v1/usage?from=2020-01-01&to=2026-01-01").status())
                .isEqualTo(400);
        assertThat(engine.get("/api/v1/usage?from=%2B999999999-01-01&to=%2B999999999-12-31")
                        .status())
                .isEqualTo(400);
    }

    /** A document in a collection whose embeddings are made by the model server. */
    private static JsonNode indexed(Person person) {
        String collection = "mine-" + person.name();
        Answer put = person.put("/api/v1/collections/" + collection, "{\"embeddingModel\":\"nomic-embed-text\"}");
        assertThat(put.status()).as(put.body()).isEqualTo(201);
        Answer answer = person.run(
                "index-document",
                "{\"name\":\"a.md\",\"text\":\"Boats float.\",\"collection\":\"%s\"}".formatted(collection));
        return person.get(answer.header("Location")).json();
    }

    private static JsonNode step(JsonNode run, String id) {
        for (JsonNode step : run.get("steps")) {
            if (step.get("id").asText().equals(id)) {
                return step;
            }
        }
        throw new AssertionError("no step '%s' in %s".formatted(id, run));
    }

    private static void assertUsed(JsonNode usage, long calls, long promptTokens, long answerTokens) {
        assertThat(usage.path("calls").asLong()).as(usage.toString()).isEqualTo(calls);
        assertThat(usage.path("promptTokens").asLong()).isEqualTo(promptTokens);
        assertThat(usage.path("answerTokens").asLong()).isEqualTo(answerTokens);
    }

    private JsonNode result(String workflow, String name) {
        Answer answer = engine.run(workflow, named(name));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("result");
    }

    private static JsonNode run(Person person, String workflow) {
        Answer answer = person.run(workflow, named("Ada"));
        return person.get(answer.header("Location")).json();
    }

    private static String named(String name) {
        return "{\"name\":\"%s\"}".formatted(name);
    }
}
