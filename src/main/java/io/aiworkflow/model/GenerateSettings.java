package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;

/** Makes a request of the settings of {@code ollama-generate-action}. What is wrong with them is an author's mistake. */
final class GenerateSettings {
    static final String[] NAMES = {
        "prompt",
        "suffix",
        "system",
        "images",
        "raw",
        "model",
        "format",
        "temperature",
        "options",
        "think",
        "priority",
        "onOverflow",
        "largerModel",
        "fallbackModel",
        "stream",
        "cache",
        "answer"
    };

    private final CallSettings call;
    private final KameletSettings settings;

    GenerateSettings(CallSettings call) {
        this.call = call;
        this.settings = call.settings();
    }

    GenerateRequest request() throws JsonProcessingException {
        return new GenerateRequest(
                settings.text("model"),
                prompt(),
                settings.text("suffix"),
                settings.text("system"),
                call.images(),
                settings.flag("raw"),
                format(),
                call.options(),
                call.think(),
                call.policy(),
                call.origin());
    }

    boolean wantsEverything() {
        return call.wantsEverything(false);
    }

    private String prompt() {
        String prompt = settings.has("prompt") ? settings.text("prompt") : settings.body();
        if (prompt.isBlank()) {
            throw new IllegalArgumentException("the prompt is empty");
        }
        return prompt;
    }

    /** {@code json} stands for any JSON. */
    private Map<String, Object> format() throws JsonProcessingException {
        boolean any = settings.has("format") && "json".equals(settings.value("format"));
        return any ? Map.of() : settings.object("format");
    }
}
