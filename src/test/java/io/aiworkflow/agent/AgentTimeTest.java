package io.aiworkflow.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.model.ChatRequest;
import io.aiworkflow.model.ToolCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The time that an agent, its model and its tools have. */
class AgentTimeTest extends AgentTurnsFixture {
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
        resumeWhenTheTimeIsOver(this::decide);

        assertThat(called).isEmpty();
    }

    @Test
    void whatWasDecidedAboutACallStaysSoWhenItsTimeIsOverMeanwhile() throws Exception {
        resumeWhenTheTimeIsOver(question -> decided.get(0));

        assertThat(called).hasSize(1);
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

    /** A task that has written all its turns down, and goes on by them after its minute. */
    private void resumeWhenTheTimeIsOver(AgentTurns.Deciding decisions) throws Exception {
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
                        decisions,
                        clock())
                .answer();
    }

    private static ToolCall weatherIn(String city) {
        return new ToolCall(city, "weather", Map.of("city", city));
    }
}
