package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.aiworkflow.platform.Work;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What all Kamelets that have a model answer let their authors set. What is wrong with it is an author's mistake. */
final class CallSettings {
    private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "max");

    private final KameletSettings settings;
    private final Work work;

    /** @param work for whom and for what the model is asked */
    CallSettings(KameletSettings settings, Work work) {
        this.settings = settings;
        this.work = work;
    }

    KameletSettings settings() {
        return settings;
    }

    Map<String, Object> options() throws JsonProcessingException {
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

    Object think() {
        String think = settings.has("think") ? settings.text("think").strip() : null;
        if (think == null || EFFORTS.contains(think)) {
            return think;
        }
        if (think.equals("true") || think.equals("false")) {
            return Boolean.valueOf(think);
        }
        throw new IllegalArgumentException("think must be true, false, low, medium, high or max");
    }

    CallPolicy policy() {
        OnOverflow onOverflow = settings.has("onOverflow")
                ? OnOverflow.ofWireName(settings.text("onOverflow").strip())
                : OnOverflow.REFUSE;
        boolean streamed = chosen("stream", "true", Set.of("true", "false")).equals("true");
        String fallback = model("fallbackModel");
        return new CallPolicy(
                onOverflow,
                model("largerModel"),
                fallback == null ? work.fallbackModel().orElse(null) : fallback,
                streamed,
                settings.flag("cache"));
    }

    /** Unless the settings choose another priority, it is that of the work. */
    CallOrigin origin() {
        CallOrigin origin = CallOrigin.of(work);
        String priority = chosen("priority", origin.priority().wireName(), Set.of("interactive", "background"));
        return origin.with(Priority.valueOf(priority.toUpperCase(Locale.ROOT)));
    }

    /** Whether the body becomes all that is known of the answer, instead of its value alone. */
    boolean wantsEverything(boolean usually) {
        return chosen("answer", usually ? "full" : "value", Set.of("value", "full"))
                .equals("full");
    }

    List<String> images() {
        return settings.has("images") ? images(settings.value("images")) : List.of();
    }

    static List<String> images(Object value) {
        List<String> images = new ArrayList<>();
        for (Object image : value instanceof Collection<?> all ? all : List.of(value == null ? "" : value)) {
            if (image instanceof byte[] bytes) {
                images.add(Base64.getEncoder().encodeToString(bytes));
            } else if (image instanceof String text && isBase64(text)) {
                images.add(text);
            } else {
                throw new IllegalArgumentException("'images' must yield pictures: bytes, or texts in base64");
            }
        }
        return images;
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** An expression that yields nothing names no model. */
    private String model(String name) {
        String model = settings.text(name);
        return model == null || model.isBlank() ? null : model.strip();
    }

    private String chosen(String name, String usual, Set<String> possible) {
        String value = settings.has(name) ? settings.text(name).strip() : usual;
        if (!possible.contains(value)) {
            throw new IllegalArgumentException("%s must be one of %s"
                    .formatted(
                            name, String.join(", ", possible.stream().sorted().toList())));
        }
        return value;
    }
}
