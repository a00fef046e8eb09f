package io.aiworkflow.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.agent.AgentTurn.Wish;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.model.ChatAnswer;
import io.aiworkflow.model.ChatMessage;
import io.aiworkflow.model.ChatRequest;
import io.aiworkflow.model.ToolCall;
import io.aiworkflow.platform.StrictJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One task of a model: it is asked, what it wants is done or refused and told to it, until it answers. */
final class AgentTurns {
    private final ChatRequest request;
    private final AgentTools tools;
    private final AgentBounds bounds;
    private final Asking model;
    private final Calling workflows;
    private final List<Map<String, Object>> calls = new ArrayList<>();
    private final long start = System.nanoTime();

    AgentTurns(ChatRequest request, AgentTools tools, AgentBounds bounds, Asking model, Calling workflows) {
        this.request = request;
        this.tools = tools;
        this.bounds = bounds;
        this.model = model;
        this.workflows = workflows;
    }

    Map<String, Object> answer() throws Exception {
        List<ChatMessage> messages = new ArrayList<>(request.messages());
        for (int turn = 1; turn <= bounds.turns(); turn++) {
            boolean last = turn == bounds.turns() || isLate();
            ChatRequest next = request.withMessages(messages);
            JsonNode said = model.ask(
                    last ? next.withTools(List.of()) : next, answer -> AgentTurn.write(answer, judge(calls.size())));
            AgentTurn taken = AgentTurn.read(said);
            if (taken.wishes().isEmpty()) {
                return result(taken.text(), turn);
            }
            if (last) {
                throw noAnswer(turn);
            }
            messages.add(ChatMessage.assistant(taken.text(), taken.calls()));
            for (Wish wish : taken.wishes()) {
                messages.add(ChatMessage.result(wish.call(), told(wish)));
            }
        }
        throw noAnswer(bounds.turns());
    }

    private PermanentException noAnswer(int turns) {
        return new PermanentException(
                ErrorCode.WORKFLOW_FAILED,
                "the model has given no answer in %d turns, but asked for %d calls; raise maxTurns or maxTime, or make the task smaller"
                        .formatted(turns, calls.size()));
    }

    private boolean isLate() {
        return System.nanoTime() - start > bounds.time().toNanos();
    }

    /** @param before how many calls were asked for in earlier turns */
    private AgentTurn.Judge judge(int before) {
        boolean late = isLate();
        int[] seen = {before};
        return (name, arguments) -> {
            seen[0]++;
            if (seen[0] > bounds.calls()) {
                return Optional.of(
                        "no more than %d calls are allowed; answer with what you have".formatted(bounds.calls()));
            }
            return late
                    ? Optional.of("the time for calls is over; answer with what you have")
                    : tools.refusal(name, arguments);
        };
    }

    /** What a call has come to, in words for the model. */
    private String told(Wish wish) throws Exception {
        if (wish.refusal().isPresent()) {
            note(wish.call(), "refused", wish.refusal().get());
            return "Refused: " + wish.refusal().get();
        }
        try {
            JsonNode result = workflows.call(
                    wish.call().name(), StrictJson.toTree(wish.call().arguments()));
            String text = StrictJson.write(result);
            note(wish.call(), "succeeded", text.length() > bounds.result() ? cut(text.length()) : null);
            return shortened(text);
        } catch (PermanentException e) {
            note(wish.call(), "failed", shortened(e.getMessage()));
            return shortened("Failed: " + e.getMessage());
        }
    }

    /** A long result would push the task out of the model's context. */
    private String shortened(String text) {
        return text.length() <= bounds.result()
                ? text
                : "%s…\n(%s)".formatted(AgentTools.beginning(text, bounds.result()), cut(text.length()));
    }

    private String cut(int length) {
        return "of %d characters only the first %d are told".formatted(length, bounds.result());
    }

    private void note(ToolCall call, String state, String reason) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("tool", AgentTools.shown(call.name()));
        line.put("state", state);
        if (reason != null) {
            line.put("reason", reason);
        }
        calls.add(line);
    }

    private Map<String, Object> result(String answer, int turns) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("answer", answer);
        result.put("turns", turns);
        result.put("calls", calls);
        return result;
    }

    /** Asks the model and has its answer written down, or gives what was written down before. */
    @FunctionalInterface
    interface Asking {
        JsonNode ask(ChatRequest request, Function<ChatAnswer, JsonNode> written) throws Exception;
    }

    /** Runs a workflow and waits for its result. */
    @FunctionalInterface
    interface Calling {
        JsonNode call(String workflow, JsonNode input) throws Exception;
    }
}
