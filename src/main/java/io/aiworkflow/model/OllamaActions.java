package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.platform.OfferedToRoutes;
import io.aiworkflow.platform.WorkOrigin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * What the Kamelets {@code ollama-chat-action}, {@code ollama-generate-action} and {@code ollama-embed-action} call: turns
 * their settings and the message into a request to the gateway. Nothing of a call stays on the exchange except the new
 * body.
 */
@Component("ollamaActions")
@OfferedToRoutes
public class OllamaActions {
    private static final String CHAT = "ollama-chat-action";
    private static final String GENERATE = "ollama-generate-action";
    private static final String EMBED = "ollama-embed-action";

    private final ModelGateway gateway;
    private final AuthorResources resources;
    private final WorkOrigin work;

    public OllamaActions(ModelGateway gateway, AuthorResources resources, WorkOrigin work) {
        this.gateway = gateway;
        this.resources = resources;
        this.work = work;
    }

    /** The model's answer: text, plain JSON values when a schema is set, or a map of all that is known of it. */
    public Object chat(Exchange exchange) {
        ChatSettings settings = new ChatSettings(settings(exchange, ChatSettings.NAMES));
        ChatRequest request;
        boolean everything;
        try {
            request = settings.request();
            everything = settings.wantsEverything();
        } catch (IllegalArgumentException e) {
            throw misused(CHAT, e.getMessage(), e);
        } catch (JsonProcessingException e) {
            // Not the whole message: it may quote the text.
            throw misused(
                    CHAT,
                    "schema and options must be JSON objects, and tools a list of them: " + e.getOriginalMessage(),
                    e);
        }
        return result(gateway.chat(request), everything, request.options());
    }

    /** What the model writes behind a prompt or into its gap, given as {@link #chat} gives an answer. */
    public Object generate(Exchange exchange) {
        GenerateSettings settings = new GenerateSettings(settings(exchange, GenerateSettings.NAMES));
        GenerateRequest request;
        boolean everything;
        try {
            request = settings.request();
            everything = settings.wantsEverything();
        } catch (IllegalArgumentException e) {
            throw misused(GENERATE, e.getMessage(), e);
        } catch (JsonProcessingException e) {
            throw misused(
                    GENERATE,
                    "format must be json or a JSON Schema, and options a JSON object: " + e.getOriginalMessage(),
                    e);
        }
        return result(gateway.generate(request, CallListener.NONE), everything, request.options());
    }

    /** An answer that breaks off is not handed on as if it were one, unless the author has asked for so many tokens. */
    private static Object result(ChatAnswer answer, boolean everything, Map<String, Object> options) {
        if (everything) {
            return everything(answer);
        }
        return options.containsKey("num_predict")
                ? answer.value()
                : answer.requireWhole().value();
    }

    private CallSettings settings(Exchange exchange, String... names) {
        return new CallSettings(KameletSettings.take(exchange, resources, names), work.of(exchange));
    }

    /** One vector for each text: a single text counts as a list of one. */
    public List<List<Double>> embed(Exchange exchange) {
        KameletSettings settings = KameletSettings.take(exchange, resources, "text", "model", "cache");
        EmbedRequest request;
        try {
            List<String> texts = texts(settings.has("text") ? settings.value("text") : settings.bodyValue());
            CallOrigin origin = CallOrigin.of(work.of(exchange));
            request = new EmbedRequest(settings.text("model"), texts, null, origin, settings.flag("cache"));
        } catch (IllegalArgumentException e) {
            throw misused(EMBED, e.getMessage(), e);
        }
        return gateway.embed(request).vectors();
    }

    /** Plain values, which a step can keep. */
    private static Map<String, Object> everything(ChatAnswer answer) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("value", answer.value());
        all.put("text", answer.text());
        all.put("thinking", answer.thinking());
        List<Object> calls = new ArrayList<>();
        for (ToolCall call : answer.toolCalls()) {
            Map<String, Object> written = new LinkedHashMap<>();
            written.put("id", call.id());
            written.put("name", call.name());
            written.put("arguments", call.arguments());
            calls.add(written);
        }
        all.put("toolCalls", calls);
        all.put("doneReason", answer.doneReason());
        all.put("model", answer.model());
        all.put("server", answer.server());
        all.put("promptTokens", answer.promptTokens());
        all.put("answerTokens", answer.answerTokens());
        all.put("waitedMs", answer.usage().waited().toMillis());
        all.put("tookMs", answer.usage().took().toMillis());
        all.put("cached", answer.usage().cached());
        all.put("notes", answer.notes());
        return all;
    }

    private static List<String> texts(Object value) {
        if (value instanceof String text) {
            return List.of(text);
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof Collection<?> items) {
            items.stream().filter(String.class::isInstance).forEach(item -> texts.add((String) item));
            if (texts.size() == items.size()) {
                return texts;
            }
        }
        throw new IllegalArgumentException("there must be a text or a list of texts to embed");
    }

    private static PermanentException misused(String kamelet, String problem, Exception cause) {
        return new PermanentException(ErrorCode.WORKFLOW_FAILED, kamelet + ": " + problem, cause);
    }
}
