package io.aiworkflow.agent;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.model.ChatAnswer;
import io.aiworkflow.model.ChatMessage;
import io.aiworkflow.model.ChatRequest;
import io.aiworkflow.model.ToolCall;
import io.aiworkflow.model.Usage;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.WorkflowDefinition;
import io.aiworkflow.workflow.WorkflowOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** An agent whose model says what the test wants; each call of a workflow is written down. */
abstract class AgentTurnsFixture {
    static final String SCHEMA = """
            {"type": "object", "required": ["city"], "additionalProperties": false,
             "properties": {"city": {"type": "string", "maxLength": 10}}}""";

    final Deque<ChatAnswer> answers = new ArrayDeque<>();
    final List<ChatRequest> asked = new ArrayList<>();
    final List<JsonNode> written = new ArrayList<>();
    final List<String> called = new ArrayList<>();
    final List<Boolean> decided = new ArrayList<>();
    Instant now = Instant.parse("2026-11-26T10:00:00Z");
    final List<Optional<Duration>> times = new ArrayList<>();
    final List<Instant> ends = new ArrayList<>();
    Duration callsTake = Duration.ZERO;

    Map<String, Object> agent(int turns, int calls) throws Exception {
        return agent(new AgentBounds(turns, calls, Duration.ofMinutes(1), 1000));
    }

    Map<String, Object> agent(AgentBounds bounds) throws Exception {
        return new AgentTurns(
                        ChatRequest.of("Which weather?").withTools(tools().definitions()),
                        tools(),
                        bounds,
                        (request, most, judged) -> {
                            asked.add(request);
                            times.add(most);
                            written.add(judged.apply(answers.remove()));
                            return written.get(written.size() - 1);
                        },
                        this::call,
                        this::decide,
                        clock())
                .answer();
    }

    boolean decide(BooleanSupplier question) {
        decided.add(question.getAsBoolean());
        return decided.get(decided.size() - 1);
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    JsonNode call(String workflow, JsonNode input, Instant until) {
        ends.add(until);
        called.add(workflow + " " + StrictJson.write(input));
        now = now.plus(callsTake);
        if (input.path("city").asText().equals("Nowhere")) {
            throw new PermanentException(ErrorCode.WORKFLOW_FAILED, "no such city");
        }
        return StrictJson.toTree(
                Map.of("sky", input.path("city").asText().equals("Longyear") ? "dark ".repeat(300) : "rain"));
    }

    void wants(String tool, Map<String, Object> arguments) {
        answers.add(answer("", List.of(new ToolCall("1", tool, arguments))));
    }

    void says(String text) {
        answers.add(answer(text, List.of()));
    }

    static ChatAnswer answer(String text, List<ToolCall> calls) {
        return new ChatAnswer(
                "m",
                "s",
                text,
                null,
                text,
                calls,
                "stop",
                new Usage(1, 1, Duration.ZERO, Duration.ZERO, Duration.ZERO, false),
                List.of());
    }

    /** The last message of a request. */
    String last(int request) {
        List<ChatMessage> messages = asked.get(request).messages();
        return messages.get(messages.size() - 1).content();
    }

    static AgentTools tools() {
        return new AgentTools(List.of("weather"), name -> workflow(name, SCHEMA), UserRole.USER);
    }

    static WorkflowDefinition workflow(String name, String schema) {
        return new WorkflowDefinition(
                name,
                "1",
                "Tells the weather of a city.",
                "weather.camel.yaml",
                "",
                Optional.of(DocumentSchema.parse("schemas/weather.json", schema)),
                Optional.empty(),
                new WorkflowOptions());
    }

    static final class Replay {
        private final Deque<JsonNode> journal;

        Replay(List<JsonNode> journal) {
            this.journal = new ArrayDeque<>(journal);
        }

        JsonNode next(ChatRequest request, Optional<Duration> most, Object judge) {
            return journal.remove();
        }
    }
}
