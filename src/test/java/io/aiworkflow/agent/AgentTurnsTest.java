package io.aiworkflow.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.model.ChatRequest;
import io.aiworkflow.model.ToolDefinition;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a model wants and what comes of it. */
class AgentTurnsTest extends AgentTurnsFixture {
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
}
