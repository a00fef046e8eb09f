package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.platform.OfferedToRoutes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * What the Kamelets {@code ollama-chat-action} and {@code ollama-embed-action} call: turns their settings and the
 * message into a request to the gateway. Nothing of a call stays on the exchange except the new body.
 */
@Component("ollamaActions")
@OfferedToRoutes
public class OllamaActions {
    private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool");
    private static final String BODY = "${body}";

    private final ModelGateway gateway;
    private final AuthorResources resources;

    public OllamaActions(ModelGateway gateway, AuthorResources resources) {
        this.gateway = gateway;
        this.resources = resources;
    }

    /** The model's answer: text, or plain JSON values when a schema is set. */
    public Object chat(Exchange exchange) {
        KameletSettings settings = KameletSettings.take(
                exchange, resources, "prompt", "messages", "system", "model", "schema", "temperature", "options");
        ChatRequest request;
        try {
            request = new ChatRequest(
                    settings.text("model"), messages(settings, exchange), settings.object("schema"), options(settings));
        } catch (IllegalArgumentException e) {
            throw misused("ollama-chat-action", e.getMessage(), e);
        } catch (JsonProcessingException e) {
            // Not the whole message: it may quote the text.
            throw misused(
                    "ollama-chat-action", "schema and options must be JSON objects: " + e.getOriginalMessage(), e);
        }
        return gateway.chat(request).value();
    }

    /** One vector for each text: a single text counts as a list of one. */
    public List<List<Double>> embed(Exchange exchange) {
        KameletSettings settings = KameletSettings.take(exchange, resources, "text", "model");
        String model;
        List<String> texts;
        try {
            model = settings.text("model");
            texts = texts(settings.has("text") ? settings.value("text") : PromptText.value(BODY, exchange));
        } catch (IllegalArgumentException e) {
            throw misused("ollama-embed-action", e.getMessage(), e);
        }
        return gateway.embed(model, texts);
    }

    /** System message, then earlier messages, then the prompt; the body is the prompt when neither is set. */
    private static List<ChatMessage> messages(KameletSettings settings, Exchange exchange) {
        List<ChatMessage> messages = new ArrayList<>();
        if (settings.has("system")) {
            messages.add(ChatMessage.system(settings.text("system")));
        }
        if (settings.has("messages")) {
            messages.addAll(conversation(settings.value("messages")));
        }
        if (settings.has("prompt") || !settings.has("messages")) {
            String prompt = settings.has("prompt") ? settings.text("prompt") : PromptText.fill(BODY, exchange);
            if (prompt.isBlank()) {
                throw new IllegalArgumentException("the prompt is empty");
            }
            messages.add(ChatMessage.user(prompt));
        }
        return messages;
    }

    private static List<ChatMessage> conversation(Object value) {
        if (!(value instanceof Collection<?> items) || items.isEmpty()) {
            throw new IllegalArgumentException("'messages' must yield a list with at least one message");
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> message)
                    || !(message.get("role") instanceof String role)
                    || !ROLES.contains(role)
                    || !(message.get("content") instanceof String content)) {
                throw new IllegalArgumentException(
                        "message %d must be {role: system|user|assistant|tool, content: text}"
                                .formatted(messages.size() + 1));
            }
            messages.add(new ChatMessage(role, content));
        }
        return messages;
    }

    private static Map<String, Object> options(KameletSettings settings) throws JsonProcessingException {
        Map<String, Object> options = new LinkedHashMap<>();
        if (settings.has("options")) {
            options.putAll(settings.object("options"));
        }
        if (settings.has("temperature")) {
            options.put(
                    "temperature", Double.valueOf(settings.text("temperature").strip()));
        }
        return options;
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
