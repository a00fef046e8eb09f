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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** One task of a model: it is asked, what it wants is done or refused and told to it, until it answers. */
final class AgentTurns {
    private final ChatRequest request;
    private final AgentTools tools;
    private final AgentBounds bounds;
    private final Asking model;
    private final Calling workflows;
    private final List<Map<String, Object>> calls = new ArrayList<>();
    private final Deciding decisions;
    private final Clock clock;
    private Instant begun;

    AgentTurns(
            ChatRequest request,
            AgentTools tools,
            AgentBounds bounds,
            Asking model,
            Calling workflows,
            Deciding decisions,
            Clock clock) {
        this.request = request;
        this.tools = tools;
        this.bounds = bounds;
        this.model = model;
        this.workflows = workflows;
        this.decisions = decisions;
        this.clock = clock;
        this.begun = clock.instant();
    }

    Map<String, Object> answer() throws Exception {
        List<ChatMessage> messages = new ArrayList<>(request.messages());
        for (int turn = 1; turn <= bounds.turns(); turn++) {
            boolean last = turn == bounds.turns();
            ChatRequest next = request.withMessages(messages);
            boolean toAnswer = last || isLate();
            JsonNode said = model.ask(
                    toAnswer ? next.withTools(List.of()) : next,
                    toAnswer ? Optional.empty() : Optional.of(Duration.between(clock.instant(), end())),
                    answer -> AgentTurn.begun(AgentTurn.write(answer, judge(calls.size())), begun));
            // A task that is resumed was begun by an earlier attempt.
            begun = AgentTurn.begun(said);
            tools.begun();
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

    /** @param before how many calls were asked for in earlier turns */
    private AgentTurn.Judge judge(int before) {
        int[] seen = {before};
        return (name, arguments) -> {
            seen[0]++;
            if (seen[0] > bounds.calls()) {
                return Optional.of(
                        "no more than %d calls are allowed; answer with what you have".formatted(bounds.calls()));
            }
            return tools.refusal(name, arguments);
        };
    }

    private boolean isLate() {
        return clock.instant().isAfter(end());
    }

    private Instant end() {
        return begun.plus(bounds.time());
    }

    /** Calls take time, so each of them is looked at when its turn has come. */
    private Optional<String> refusal(Wish wish) throws Exception {
        if (wish.refusal().isPresent()) {
            return wish.refusal();
        }
        return decisions.decide(this::isLate)
                ? Optional.of("the time for calls is over; answer with what you have")
                : Optional.empty();
    }

    /** What a call has come to, in words for the model. */
    private String told(Wish wish) throws Exception {
        Optional<String> refusal = refusal(wish);
        if (refusal.isPresent()) {
            note(wish.call(), "refused", refusal.get());
            return "Refused: " + refusal.get();
        }
        try {
            JsonNode result = workflows.call(
                    wish.call().name(), StrictJson.toTree(wish.call().arguments()), end());
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
        /** @param most how long it may take; a model that takes longer is asked once more, for an answer without tools */
        JsonNode ask(ChatRequest request, Optional<Duration> most, Function<ChatAnswer, JsonNode> written)
                throws Exception;
    }

    /** Decides something and has it written down, or gives what was decided before. */
    @FunctionalInterface
    interface Deciding {
        boolean decide(BooleanSupplier question) throws Exception;
    }

    /** Runs a workflow and waits for its result, until then. */
    @FunctionalInterface
    interface Calling {
        JsonNode call(String workflow, JsonNode input, Instant until) throws Exception;
    }
}
