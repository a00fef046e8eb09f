package io.aiworkflow.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.model.ChatAnswer;
import io.aiworkflow.model.ChatMessage;
import io.aiworkflow.model.ChatRequest;
import io.aiworkflow.model.ToolCall;
import io.aiworkflow.model.ToolDefinition;
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
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model wants and what comes of it; each call of a workflow is written down. */
class AgentTurnsTest {
    private static final String SCHEMA = """
            {"type": "object", "required": ["city"], "additionalProperties": false,
             "properties": {"city": {"type": "string", "maxLength": 10}}}""";

    private final Deque<ChatAnswer> answers = new ArrayDeque<>();
    private final List<ChatRequest> asked = new ArrayList<>();
    private final List<JsonNode> written = new ArrayList<>();
    private final List<String> called = new ArrayList<>();
    private final List<Boolean> decided = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-26T10:00:00Z");
    private final List<Optional<Duration>> times = new ArrayList<>();
    private final List<Instant> ends = new ArrayList<>();
    private Duration callsTake = Duration.ZERO;

    @Test
    void whatAToolGivesIsToldToTheModelAndItsAnswerIsTheEnd() throws Exception {
        wants("weather", Map.of("city", "Oslo"));
        says("It rains in Oslo.");

        Map<String, Object> result = agent(10, 10);

        assertThat(result).containsEntry("answer", "It rains in Oslo.").containsEntry("turns", 2);
        assertThat(called).containsExactly("weather {\"city\":\"Oslo\"}");
        assertThat(asked.get(0).tools()).extracting(ToolDefinition::name).containsExactly("weather");
        assertThat(last(1)).isEqualTo("{\"sky\":\"rain\"}");
    }

    @Test
    void unknownToolsAndArgumentsThatDoNotFitAreNeverCalledButCountedAndTold() throws Exception {
        wants("delete-everything\n", Map.of());
        wants("weather", Map.of("town", "Oslo"));
        wants("weather", Map.of("city", 7));
        says("I cannot.");

        Map<String, Object> result = agent(10, 10);

        assertThat(called).isEmpty();
        assertThat(result.get("calls"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(3)
                .allSatisfy(call -> assertThat(((Map<?, ?>) call).get("state")).isEqualTo("refused"));
        assertThat(last(1)).isEqualTo("Refused: there is no tool 'delete-everything?'; there are: weather");
        assertThat(last(2)).contains("the arguments do not fit").contains("city");
    }

    @Test
    void callsBeyondTheBoundAreRefused() throws Exception {
        wants("weather", Map.of("city", "Oslo"));
        wants("weather", Map.of("city", "Bergen"));
        says("Enough.");

        agent(10, 1);

        assertThat(called).hasSize(1);
        assertThat(last(2)).startsWith("Refused: no more than 1 calls");
    }

    @Test
    void theLastTurnHasNoToolsAndAModelThatStillWantsOneFails() {
        wants("weather", Map.of("city", "Oslo"));
        wants("weather", Map.of("city", "Oslo"));

        assertThatThrownBy(() -> agent(2, 10))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("no answer in 2 turns");
        assertThat(asked.get(1).tools()).isEmpty();
    }

    @Test
    void aWorkflowThatFailsIsToldToTheModel() throws Exception {
        wants("weather", Map.of("city", "Nowhere"));
        says("There is no such city.");

        agent(10, 10);

        assertThat(last(1)).isEqualTo("Failed: no such city");
    }

    @Test
    void aResumedTaskDecidesNothingAnew() throws Exception {
        wants("weather", Map.of("town", "Oslo"));
        says("Well.");
        agent(10, 10);
        List<JsonNode> journal = List.copyOf(written);

        Map<String, Object> resumed = new AgentTurns(
                        ChatRequest.of("Which weather?"),
                        tools(),
                        new AgentBounds(10, 0, Duration.ofMinutes(1), 1000),
                        new Replay(journal)::next,
                        this::call,
                        this::decide,
                        Clock.systemUTC())
                .answer();

        assertThat(resumed.get("calls").toString()).contains("the arguments do not fit");
    }

    @Test
    void eachCallIsLookedAtForTheTimeWhenItsTurnHasCome() throws Exception {
        callsTake = Duration.ofSeconds(50);
        answers.add(answer("", List.of(weatherIn("Oslo"), weatherIn("Bergen"), weatherIn("Tromso"))));
        says("Two are enough.");

        Map<String, Object> result = agent(10, 10);

        assertThat(called).hasSize(2);
        assertThat(decided).containsExactly(false, false, true);
        assertThat(last(1)).isEqualTo("Refused: the time for calls is over; answer with what you have");
        assertThat(result.get("calls").toString()).contains("the time for calls is over");
    }

    @Test
    void theModelAndItsToolsHaveWhatIsLeftOfTheTime() throws Exception {
        Instant end = now.plusSeconds(60);
        callsTake = Duration.ofSeconds(50);
        wants("weather", Map.of("city", "Oslo"));
        wants("weather", Map.of("city", "Bergen"));
        says("Enough.");

        agent(10, 10);

        assertThat(ends).containsExactly(end, end);
        assertThat(times)
                .containsExactly(
                        Optional.of(Duration.ofSeconds(60)), Optional.of(Duration.ofSeconds(10)), Optional.empty());
    }

    @Test
    void theTimeOfAResumedTaskGoesOnFromItsFirstAttempt() throws Exception {
        wants("weather", Map.of("city", "Oslo"));
        says("It rains.");
        agent(10, 10);
        called.clear();
        now = now.plusSeconds(61);

        new AgentTurns(
                        ChatRequest.of("Which weather?"),
                        tools(),
                        new AgentBounds(10, 10, Duration.ofMinutes(1), 1000),
                        new Replay(written)::next,
                        this::call,
                        this::decide,
                        clock())
                .answer();

        assertThat(called).isEmpty();
    }

    @Test
    void whatWasDecidedAboutACallStaysSoWhenItsTimeIsOverMeanwhile() throws Exception {
        wants("weather", Map.of("city", "Oslo"));
        says("It rains.");
        agent(10, 10);
        called.clear();
        now = now.plusSeconds(61);

        new AgentTurns(
                        ChatRequest.of("Which weather?"),
                        tools(),
                        new AgentBounds(10, 10, Duration.ofMinutes(1), 1000),
                        new Replay(written)::next,
                        this::call,
                        question -> decided.get(0),
                        clock())
                .answer();

        assertThat(called).hasSize(1);
    }

    @Test
    void aTaskDoesNotBeginWithoutOneOfItsToolsButGoesOnWithoutIt() throws Exception {
        AgentTools tools = new AgentTools(
                List.of("weather", "gone"),
                name -> {
                    if (name.equals("gone")) {
                        throw new PermanentException(ErrorCode.WORKFLOW_NOT_FOUND, "there is no workflow 'gone'");
                    }
                    return workflow(name, SCHEMA);
                },
                UserRole.USER);
        assertThatThrownBy(tools::requireAll).hasMessage("there is no workflow 'gone'");
        assertThat(tools.definitions()).extracting(ToolDefinition::name).containsExactly("weather");

        says("It rains.");
        agent(10, 10);
        AgentTurns resumed = new AgentTurns(
                ChatRequest.of("Which weather?"),
                tools,
                new AgentBounds(10, 10, Duration.ofMinutes(1), 1000),
                new Replay(written)::next,
                this::call,
                this::decide,
                clock());
        assertThat(resumed.answer()).containsEntry("answer", "It rains.");
        tools.requireAll();
    }

    @Test
    void aToolNeedsAnObjectAsItsInputAndARoleThatMayRunIt() {
        AgentTools unusable =
                new AgentTools(List.of("weather"), name -> workflow(name, "{\"type\": \"string\"}"), UserRole.USER);
        assertThatThrownBy(unusable::requireAll)
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("only with an input schema of the type object");
        AgentTools tools = new AgentTools(
                List.of("weather"),
                name -> {
                    WorkflowDefinition workflow = workflow(name, SCHEMA);
                    workflow.options().setRole("operator");
                    return workflow;
                },
                UserRole.USER);
        assertThat(tools.definitions()).isEmpty();
    }

    private Map<String, Object> agent(int turns, int calls) throws Exception {
        return agent(new AgentBounds(turns, calls, Duration.ofMinutes(1), 1000));
    }

    private Map<String, Object> agent(AgentBounds bounds) throws Exception {
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

    private boolean decide(BooleanSupplier question) {
        decided.add(question.getAsBoolean());
        return decided.get(decided.size() - 1);
    }

    private Clock clock() {
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

    private static ToolCall weatherIn(String city) {
        return new ToolCall(city, "weather", Map.of("city", city));
    }

    private JsonNode call(String workflow, JsonNode input, Instant until) {
        ends.add(until);
        called.add(workflow + " " + StrictJson.write(input));
        now = now.plus(callsTake);
        if (input.path("city").asText().equals("Nowhere")) {
            throw new PermanentException(ErrorCode.WORKFLOW_FAILED, "no such city");
        }
        return StrictJson.toTree(
                Map.of("sky", input.path("city").asText().equals("Longyear") ? "dark ".repeat(300) : "rain"));
    }

    /** What a model may write and no caller could send. */
    static Stream<Arguments> unsound() {
        Map<String, Object> deep = new HashMap<>();
        Map<String, Object> inner = deep;
        for (int level = 0; level < 100; level++) {
            Map<String, Object> next = new HashMap<>();
            inner.put("a", next);
            inner = next;
        }
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("city", null);
        return Stream.of(
                arguments("a control character", Map.of("city", "Os\u0000lo"), "control characters"),
                arguments("an escape sequence", Map.of("city", "\u001b[2J"), "control characters"),
                arguments("a control character in a name", Map.of("city", "Oslo", "b\u0007", 1), "control characters"),
                arguments("half of a character", Map.of("city", "\ud800"), "surrogate"),
                arguments("what is huge", Map.of("city", "x".repeat(200_000)), "longer than 100000 characters"),
                arguments("what is deep", deep, "nest"),
                arguments("a number that is none", Map.of("city", Double.POSITIVE_INFINITY), "a number that is none"),
                arguments("a list", Map.of("city", List.of("Oslo")), "/city"),
                arguments("an object", Map.of("city", Map.of("name", "Oslo")), "/city"),
                arguments("nothing", nothing, "/city"),
                arguments("too long a text", Map.of("city", "Oslo, Norway"), "/city"),
                arguments("more than was asked for", Map.of("city", "Oslo", "role", "admin"), "role"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unsound")
    void whatNoCallerCouldSendNeverReachesAWorkflow(String what, Map<String, Object> arguments, String reason)
            throws Exception {
        wants("weather", arguments);
        says("Well.");

        Map<String, Object> result = agent(10, 10);

        assertThat(called).isEmpty();
        assertThat(result.get("calls").toString()).contains("refused").contains(reason);
        assertThat(last(1)).startsWith("Refused: ").hasSizeLessThan(1000).doesNotContain("\u0000", "\u001b");
        assertThat(StrictJson.write(written.get(0))).hasSizeLessThan(1000);
        StrictJson.parse(StrictJson.write(written.get(0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " weather",
                "weather\u0000",
                "WEATHER",
                "../weather",
                "workflow:weather",
                "weather?wait=false"
            })
    void onlyTheVeryNameOfAToolIsATool(String name) throws Exception {
        wants(name, Map.of("city", "Oslo"));
        wants(name + "x".repeat(100_000), Map.of("city", "Oslo"));
        says("Well.");

        agent(10, 10);

        assertThat(called).isEmpty();
        assertThat(StrictJson.write(written.get(0))).doesNotContain("u0000");
        assertThat(StrictJson.write(written.get(1))).hasSizeLessThan(1000);
    }

    @Test
    void aModelThatAsksForThousandsOfCallsIsNotHeardOut() throws Exception {
        ToolCall call = new ToolCall("1", "weather", Map.of("city", "Oslo"));
        answers.add(answer("", Collections.nCopies(5000, call)));
        says("Well.");

        agent(10, 3);

        assertThat(called).hasSize(3);
        assertThat(written.get(0).get("toolCalls")).hasSize(100);
        assertThat(asked.get(1).messages()).hasSize(102);
    }

    @Test
    void aRefusalDoesNotRepeatAllThatTheModelHasWritten() throws Exception {
        wants("weather", Map.of("city", "Oslo", "x".repeat(50_000), 1));
        says("Well.");

        agent(10, 10);

        assertThat(called).isEmpty();
        assertThat(last(1)).startsWith("Refused: the arguments do not fit").hasSizeLessThan(700);
    }

    @Test
    void aLongResultIsCutAndTheModelAndThePeopleAreToldSo() throws Exception {
        wants("weather", Map.of("city", "Longyear"));
        says("It is dark.");

        Map<String, Object> result = agent(10, 10);

        assertThat(last(1))
                .contains("of 1510 characters only the first 1000 are told")
                .hasSizeLessThan(1100);
        assertThat(result.get("calls").toString()).contains("succeeded", "only the first 1000");
    }

    @Test
    void whenTheTimeIsOverTheModelIsAskedWithoutTools() throws Exception {
        callsTake = Duration.ofSeconds(61);
        wants("weather", Map.of("city", "Oslo"));
        says("It was late.");

        assertThat(agent(10, 10)).containsEntry("answer", "It was late.");

        assertThat(asked.get(0).tools()).isNotEmpty();
        assertThat(asked.get(1).tools()).isEmpty();
    }

    @Test
    void aToolThatNeedsAHigherRoleIsRefusedAsIfItWereNotThere() {
        AgentTools tools = new AgentTools(
                List.of("weather"),
                name -> {
                    WorkflowDefinition workflow = workflow(name, SCHEMA);
                    workflow.options().setRole("operator");
                    return workflow;
                },
                UserRole.USER);
        assertThat(tools.refusal("weather", SoundArguments.of(Map.of("city", "Oslo"))))
                .contains("there is no tool 'weather'; there are: none");
    }

    private void wants(String tool, Map<String, Object> arguments) {
        answers.add(answer("", List.of(new ToolCall("1", tool, arguments))));
    }

    private void says(String text) {
        answers.add(answer(text, List.of()));
    }

    private static ChatAnswer answer(String text, List<ToolCall> calls) {
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
    private String last(int request) {
        List<ChatMessage> messages = asked.get(request).messages();
        return messages.get(messages.size() - 1).content();
    }

    private static AgentTools tools() {
        return new AgentTools(List.of("weather"), name -> workflow(name, SCHEMA), UserRole.USER);
    }

    private static WorkflowDefinition workflow(String name, String schema) {
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

    private static final class Replay {
        private final Deque<JsonNode> journal;

        Replay(List<JsonNode> journal) {
            this.journal = new ArrayDeque<>(journal);
        }

        JsonNode next(ChatRequest request, Optional<Duration> most, Object judge) {
            return journal.remove();
        }
    }
}
