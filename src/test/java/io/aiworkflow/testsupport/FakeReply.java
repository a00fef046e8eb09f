package io.aiworkflow.testsupport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One scripted answer of {@link FakeOllama}: a status, lines, pauses and a way to end. Each method that changes it
 * returns a new one.
 *
 * @param contentType null for what Ollama would send
 * @param lines pieces of the body; {@code null} stands for an answer that the fake makes up from the request
 */
public record FakeReply(
        int status,
        String contentType,
        Map<String, String> headers,
        List<String> lines,
        Duration beforeHeaders,
        Duration beforeFirstLine,
        Duration betweenLines,
        Ending ending) {
    /** How a server says that it has fetched a model. */
    static final String PULLED = "{\"status\":\"success\"}";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration FOR_EVER = Duration.ofDays(1);

    /** How the body ends: as it should, by a lost connection, or never. */
    public enum Ending {
        PROPER,
        CUT,
        SILENCE
    }

    /** A good answer, streamed word by word. */
    public static FakeReply text(String text) {
        List<String> lines = pieces(text);
        lines.add(done("stop"));
        return streamOf(lines.toArray(String[]::new));
    }

    /** A good answer that is a JSON document. */
    public static FakeReply json(Object value) {
        try {
            return text(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** An answer that stops because it has become too long. */
    public static FakeReply cutAtLengthLimit(String text) {
        List<String> lines = pieces(text);
        lines.add(done("length"));
        return streamOf(lines.toArray(String[]::new));
    }

    /** A good answer that says how many tokens the server has read. */
    public static FakeReply text(String text, int promptTokens) {
        List<String> lines = new ArrayList<>(text(text).lines());
        int last = lines.size() - 1;
        lines.set(last, lines.get(last).replace("\"prompt_eval_count\":26", "\"prompt_eval_count\":" + promptTokens));
        return streamOf(lines.toArray(String[]::new));
    }

    /** A model that thinks before it answers. */
    public static FakeReply thinking(String thoughts, String text) {
        List<String> lines = new ArrayList<>();
        ObjectNode line = event().put("done", false);
        line.putObject("message").put("role", "assistant").put("content", "").put("thinking", thoughts);
        lines.add(line.toString());
        lines.addAll(text(text).lines());
        return streamOf(lines.toArray(String[]::new));
    }

    /** A model that wants a function called instead of answering. */
    public static FakeReply toolCall(String id, String name, Map<String, Object> arguments) {
        ObjectNode line = event().put("done", false);
        ObjectNode call = line.putObject("message")
                .put("role", "assistant")
                .put("content", "")
                .putArray("tool_calls")
                .addObject();
        call.put("id", id).putObject("function").put("name", name).set("arguments", JSON.valueToTree(arguments));
        return streamOf(line.toString(), done("stop"));
    }

    /** A good answer to a prompt without a conversation. */
    public static FakeReply generated(String text) {
        ObjectNode line = event().put("done", false).put("response", text);
        String end = done("stop").replaceFirst("\"message\":\\{[^}]*}", "\"response\":\"\"");
        return streamOf(line.toString(), end);
    }

    /** A model is fetched in two parts. */
    public static FakeReply pulled() {
        return streamOf(
                "{\"status\":\"pulling manifest\"}",
                pulling("aaaaaaaaaaaa", 1_000_000_000L, 0),
                pulling("aaaaaaaaaaaa", 1_000_000_000L, 600_000_000L),
                pulling("aaaaaaaaaaaa", 1_000_000_000L, 1_000_000_000L),
                pulling("bbbbbbbbbbbb", 1000, 1000),
                "{\"status\":\"verifying sha256 digest\"}",
                "{\"status\":\"writing manifest\"}",
                PULLED);
    }

    /** The same as far as a part of it. */
    public static FakeReply pulledToTheMiddle() {
        return streamOf("{\"status\":\"pulling manifest\"}", pulling("aaaaaaaaaaaa", 1_000_000_000L, 500_000_000L));
    }

    /** The same answer of a server that has read a long prompt, unless the answer says otherwise. */
    FakeReply afterReading(int words) {
        if (words <= 26) {
            return this;
        }
        List<String> counted = lines.stream()
                .map(line ->
                        line.replace("\"prompt_eval_count\":26,", "\"prompt_eval_count\":" + words * 13 / 10 + ","))
                .toList();
        return new FakeReply(
                status, contentType, headers, counted, beforeHeaders, beforeFirstLine, betweenLines, ending);
    }

    private static String pulling(String digest, long total, long completed) {
        return JSON.createObjectNode()
                .put("status", "pulling " + digest)
                .put("digest", "sha256:" + digest)
                .put("total", total)
                .put("completed", completed)
                .toString();
    }

    static String loaded() {
        return event().put("done", true).put("done_reason", "load").toString();
    }

    /** The same answer as one document, for a caller that wants no stream. */
    FakeReply inOnePiece() {
        StringBuilder text = new StringBuilder();
        ObjectNode whole = null;
        try {
            for (String line : lines) {
                if (JSON.readTree(line) instanceof ObjectNode event
                        && (event.has("message") || event.has("response"))) {
                    text.append(event.at("/message/content")
                            .asText(event.path("response").asText()));
                    whole = event;
                }
            }
        } catch (JsonProcessingException e) {
            return this;
        }
        if (whole == null) {
            return this;
        }
        if (whole.get("message") instanceof ObjectNode message) {
            message.put("content", text.toString());
        } else {
            whole.put("response", text.toString());
        }
        return streamOf(whole.toString())
                .with(status, "application/json")
                .beforeHeaders(beforeHeaders)
                .beforeFirstLine(beforeFirstLine)
                .ending(ending);
    }

    /** Some text and then an error, as Ollama reports it once the status has gone out. */
    public static FakeReply errorAfter(String text, String error) {
        List<String> lines = pieces(text);
        lines.add(JSON.createObjectNode().put("error", error).toString());
        return streamOf(lines.toArray(String[]::new));
    }

    /** Some text and then the end of the stream, without the line that says done. */
    public static FakeReply withoutDone(String text) {
        return streamOf(pieces(text).toArray(String[]::new));
    }

    /** Exactly these lines. */
    public static FakeReply streamOf(String... lines) {
        return new FakeReply(
                200, null, Map.of(), List.of(lines), Duration.ZERO, Duration.ZERO, Duration.ZERO, Ending.PROPER);
    }

    /** An error before the first byte, in Ollama's form. */
    public static FakeReply status(int status, String error) {
        return streamOf(JSON.createObjectNode().put("error", error).toString())
                .with(status, "application/json; charset=utf-8");
    }

    /** What something that is not Ollama would say. */
    public static FakeReply page(int status, String html) {
        return streamOf(html).with(status, "text/html");
    }

    /** What Ollama says when its queue is full. */
    public static FakeReply busy() {
        return status(503, "server busy, please try again.  maximum pending requests exceeded");
    }

    /** Takes the request and never says anything. */
    public static FakeReply silence() {
        return streamOf().beforeHeaders(FOR_EVER);
    }

    /** Breaks the connection without a word. */
    public static FakeReply hangUp() {
        return new FakeReply(0, null, Map.of(), List.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, Ending.CUT);
    }

    public FakeReply thenCut() {
        return ending(Ending.CUT);
    }

    public FakeReply thenSilence() {
        return ending(Ending.SILENCE);
    }

    public FakeReply header(String name, String value) {
        return new FakeReply(
                status, contentType, Map.of(name, value), lines, beforeHeaders, beforeFirstLine, betweenLines, ending);
    }

    public FakeReply beforeHeaders(Duration pause) {
        return new FakeReply(status, contentType, headers, lines, pause, beforeFirstLine, betweenLines, ending);
    }

    public FakeReply beforeFirstLine(Duration pause) {
        return new FakeReply(status, contentType, headers, lines, beforeHeaders, pause, betweenLines, ending);
    }

    public FakeReply betweenLines(Duration pause) {
        return new FakeReply(status, contentType, headers, lines, beforeHeaders, beforeFirstLine, pause, ending);
    }

    private FakeReply ending(Ending other) {
        return new FakeReply(status, contentType, headers, lines, beforeHeaders, beforeFirstLine, betweenLines, other);
    }

    private FakeReply with(int otherStatus, String otherType) {
        return new FakeReply(
                otherStatus, otherType, headers, lines, beforeHeaders, beforeFirstLine, betweenLines, ending);
    }

    private static List<String> pieces(String text) {
        List<String> lines = new ArrayList<>();
        for (String piece : text.split("(?<= )")) {
            ObjectNode line = event().put("done", false);
            line.putObject("message").put("role", "assistant").put("content", piece);
            lines.add(line.toString());
        }
        return lines;
    }

    private static String done(String reason) {
        ObjectNode line = event().put("done", true).put("done_reason", reason);
        line.putObject("message").put("role", "assistant").put("content", "");
        line.put("total_duration", 5_191_566_416L).put("load_duration", 2_154_458L);
        line.put("prompt_eval_count", 26).put("prompt_eval_duration", 383_809_000L);
        return line.put("eval_count", 298).put("eval_duration", 4_799_921_000L).toString();
    }

    private static ObjectNode event() {
        return JSON.createObjectNode().put("model", "llama3.2").put("created_at", "2026-01-01T00:00:00Z");
    }
}
