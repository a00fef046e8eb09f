package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.platform.AuthorResources;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * The settings of one Kamelet call, as the author wrote them. A Kamelet puts them into exchange properties named
 * {@code ollama.NAME}; taking them removes these, so that none outlives the call.
 */
final class KameletSettings {
    private static final String PREFIX = "ollama.";
    private static final String RESOURCE = "resource:";
    private static final String BODY = "${body}";
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final TypeReference<List<Map<String, Object>>> OBJECTS = new TypeReference<>() {};
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Exchange exchange;
    private final AuthorResources resources;
    private final Map<String, String> texts = new HashMap<>();

    private KameletSettings(Exchange exchange, AuthorResources resources) {
        this.exchange = exchange;
        this.resources = resources;
    }

    static KameletSettings take(Exchange exchange, AuthorResources resources, String... names) {
        KameletSettings settings = new KameletSettings(exchange, resources);
        for (String name : names) {
            Object value = exchange.removeProperty(PREFIX + name);
            if (value != null && !value.toString().isBlank()) {
                settings.texts.put(name, value.toString());
            }
        }
        return settings;
    }

    boolean has(String name) {
        return texts.containsKey(name);
    }

    /** The text with its expressions filled in, or null; {@code resource:prompts/FILE} stands for the file's text. */
    String text(String name) {
        String text = texts.get(name);
        if (text == null) {
            return null;
        }
        String source = text.startsWith(RESOURCE)
                ? resources.read(text.substring(RESOURCE.length()).strip())
                : text;
        return PromptText.fill(source, exchange);
    }

    /** A switch, which is off when it is not set. */
    boolean flag(String name) {
        String value = has(name) ? text(name).strip() : "false";
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("%s must be true or false".formatted(name));
        }
        return value.equals("true");
    }

    /** The value of an expression, of whatever type, or null. */
    Object value(String name) {
        return has(name) ? PromptText.value(texts.get(name), exchange) : null;
    }

    /** A JSON object: an expression that yields a map, a file in {@code schemas/}, or JSON text; null when not set. */
    Map<String, Object> object(String name) throws JsonProcessingException {
        Object value = value(name);
        if (value == null) {
            if (has(name)) {
                throw new IllegalArgumentException("'%s' is set, but %s has no value".formatted(name, texts.get(name)));
            }
            return null;
        }
        return value instanceof Map<?, ?> map ? asObject(map) : JSON.readValue(document(value), OBJECT);
    }

    /** A list of JSON objects, written in the same ways; empty when not set. */
    List<Map<String, Object>> objects(String name) throws JsonProcessingException {
        Object value = value(name);
        if (value == null) {
            return List.of();
        }
        return value instanceof Collection<?> list
                ? JSON.convertValue(list, OBJECTS)
                : JSON.readValue(document(value), OBJECTS);
    }

    /** The message's body as text. */
    String body() {
        return PromptText.fill(BODY, exchange);
    }

    /** The message's body, of whatever type. */
    Object bodyValue() {
        return PromptText.value(BODY, exchange);
    }

    static Map<String, Object> asObject(Map<?, ?> map) {
        return JSON.convertValue(map, OBJECT);
    }

    private String document(Object value) {
        String text = value.toString().strip();
        if (text.startsWith(RESOURCE)) {
            text = text.substring(RESOURCE.length());
        }
        return text.startsWith("schemas/") ? resources.read(text) : text;
    }
}
