package io.aiworkflow.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.aiworkflow.model.ToolCall;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model writes is not trusted. */
class AgentDistrustTest extends AgentTurnsFixture {
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
}
