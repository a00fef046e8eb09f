package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** Reads an answer in OpenAI's form: Server-Sent Events with pieces, or one document with the whole. */
final class OpenAiAnswer {
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final String DATA = "data:";

    private final ServerHttp http;
    private final String model;
    private final AnswerText answer;
    private final Map<Integer, Call> calls = new TreeMap<>();
    private String reason;
    private Usage usage = Usage.of(0, 0, 0);

    OpenAiAnswer(ServerHttp http, String model, CallListener listener) {
        this.http = http;
        this.model = model;
        this.answer = new AnswerText(http.errors(), model, listener);
    }

    /** Takes a line of the stream; whether it was the last one. */
    boolean isEnd(String line) {
        if (!line.startsWith(DATA)) {
            // A comment that keeps the connection, the name of an event, or an error in plain JSON.
            if (line.startsWith("{")) {
                take(http.parse(line, model));
            }
            return false;
        }
        String data = line.substring(DATA.length()).strip();
        if (data.equals("[DONE]")) {
            return true;
        }
        take(http.parse(data, model));
        return false;
    }

    void take(JsonNode event) {
        if (event.hasNonNull("error")) {
            JsonNode error = event.get("error");
            String text = error.isObject() ? error.path("message").asText() : error.asText();
            throw http.errors().said(model, text);
        }
        if (event.hasNonNull("usage")) {
            usage = OpenAiWire.usage(event);
        }
        JsonNode choice = event.path("choices").path(0);
        JsonNode message = choice.has("delta") ? choice.get("delta") : choice.path("message");
        answer.thinking(message.path("reasoning_content").asText(""));
        answer.text(message.path("content").asText(choice.path("text").asText("")));
        message.path("tool_calls").forEach(this::takeCall);
        if (choice.hasNonNull("finish_reason")) {
            reason = choice.get("finish_reason").asText();
        }
    }

    ChatAnswer end() {
        if (reason == null) {
            throw http.errors().broken(model, "the answer does not say that it is done", null);
        }
        calls.values().forEach(call -> answer.toolCall(call.whole()));
        return answer.end(http.url(), reason.equals("length") ? "length" : "stop", usage);
    }

    /** Calls come in pieces too, which belong together by their index. */
    private void takeCall(JsonNode piece) {
        Call call = calls.computeIfAbsent(piece.path("index").asInt(calls.size()), index -> new Call());
        if (piece.hasNonNull("id")) {
            call.id = piece.get("id").asText();
        }
        call.name.append(piece.path("function").path("name").asText(""));
        call.arguments.append(piece.path("function").path("arguments").asText(""));
        if (call.arguments.length() > ServerHttp.MAX_LINE) {
            throw http.errors().said(model, "the arguments of a tool call are too long");
        }
    }

    private final class Call {
        private String id;
        private final StringBuilder name = new StringBuilder();
        private final StringBuilder arguments = new StringBuilder();

        ToolCall whole() {
            try {
                String text = arguments.toString();
                Map<String, Object> parsed =
                        text.isBlank() ? Map.of() : http.json().readValue(text, OBJECT);
                return new ToolCall(id, name.toString(), parsed);
            } catch (JsonProcessingException e) {
                throw http.errors().said(model, "the arguments of a tool call are not a JSON object");
            }
        }
    }
}
