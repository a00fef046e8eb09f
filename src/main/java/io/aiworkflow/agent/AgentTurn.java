package io.aiworkflow.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.model.ChatAnswer;
import io.aiworkflow.model.ToolCall;
import io.aiworkflow.platform.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model has said in one turn, and what was decided about it. It is stored as a whole, so that a resumed run decides
 * nothing anew; its form never changes.
 */
record AgentTurn(String text, List<Wish> wishes) {
    /** Who asks for more in one turn has lost his way; the rest is not even answered. */
    private static final int MOST_WISHES = 100;

    /** Gives the reason for which a call is refused; it is asked about each call in turn. */
    @FunctionalInterface
    interface Judge {
        Optional<String> refusal(String name, SoundArguments arguments);
    }

    static JsonNode write(ChatAnswer answer, Judge judge) {
        ObjectNode turn = JsonNodeFactory.instance.objectNode();
        turn.put("text", answer.text());
        turn.put("model", answer.model());
        turn.put("promptTokens", answer.promptTokens());
        turn.put("answerTokens", answer.answerTokens());
        ArrayNode calls = turn.putArray("toolCalls");
        answer.toolCalls().stream().limit(MOST_WISHES).forEach(call -> {
            SoundArguments arguments = SoundArguments.of(call.arguments());
            ObjectNode written = calls.addObject();
            written.put("id", call.id() == null ? null : AgentTools.shown(call.id()));
            written.put("name", AgentTools.shown(call.name()));
            written.set("arguments", arguments.document());
            judge.refusal(call.name(), arguments).ifPresent(reason -> written.put("refused", reason));
        });
        return turn;
    }

    /** The turn with the time at which the task was begun. */
    static JsonNode begun(JsonNode turn, Instant time) {
        return ((ObjectNode) turn).put("begun", time.toString());
    }

    /** When the task of a turn was begun. */
    static Instant begun(JsonNode turn) {
        return Instant.parse(turn.get("begun").asText());
    }

    @SuppressWarnings("unchecked")
    static AgentTurn read(JsonNode turn) {
        List<Wish> wishes = new ArrayList<>();
        for (JsonNode call : turn.path("toolCalls")) {
            Map<String, Object> arguments = (Map<String, Object>) StrictJson.toJava(call.get("arguments"));
            wishes.add(new Wish(
                    new ToolCall(call.path("id").textValue(), call.path("name").asText(), arguments),
                    Optional.ofNullable(call.path("refused").textValue())));
        }
        return new AgentTurn(turn.path("text").asText(""), wishes);
    }

    List<ToolCall> calls() {
        return wishes.stream().map(Wish::call).toList();
    }

    /**
     * A call that the model wants.
     *
     * @param call untrusted as long as it is refused
     * @param refusal why it is not made
     */
    record Wish(ToolCall call, Optional<String> refusal) {}
}
