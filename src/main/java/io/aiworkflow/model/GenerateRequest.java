package io.aiworkflow.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A text for a model to go on with, without a conversation around it.
 *
 * @param model null for the configured chat model
 * @param suffix what comes behind the gap that the model is to fill, or null
 * @param system what the model should be and do, or null
 * @param images pictures for the model in base64
 * @param raw whether the prompt goes to the model as it is, without the model's own template
 * @param format the JSON Schema that the answer must fit, an empty one for any JSON, or null for plain text
 * @param options as for a chat
 * @param think as for a chat
 */
public record GenerateRequest(
        String model,
        String prompt,
        String suffix,
        String system,
        List<String> images,
        boolean raw,
        Map<String, Object> format,
        Map<String, Object> options,
        Object think,
        CallPolicy policy,
        CallOrigin origin) {
    public GenerateRequest {
        model = model == null ? null : ModelName.plain(model);
        images = List.copyOf(images);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        if (policy.onOverflow() == OnOverflow.DROP_OLDEST) {
            throw new IllegalArgumentException(
                    "a prompt has no older messages that onOverflow: drop-oldest could leave out");
        }
        if (raw && system != null) {
            throw new IllegalArgumentException("a raw prompt takes no system message; write it into the prompt");
        }
    }

    /** Plain text by the usual rules. */
    public GenerateRequest(
            String model,
            String prompt,
            String suffix,
            String system,
            boolean raw,
            Map<String, Object> options,
            CallOrigin origin) {
        this(model, prompt, suffix, system, List.of(), raw, null, options, null, CallPolicy.USUAL, origin);
    }

    /** A prompt for the configured model. */
    public static GenerateRequest of(String prompt) {
        return new GenerateRequest(null, prompt, null, null, false, Map.of(), CallOrigin.ENGINE);
    }

    GenerateRequest withModel(String other) {
        return new GenerateRequest(other, prompt, suffix, system, images, raw, format, options, think, policy, origin);
    }

    /** The same words as a conversation, for what is judged alike in both. */
    ChatRequest asConversation() {
        List<ChatMessage> messages = new ArrayList<>();
        if (system != null) {
            messages.add(ChatMessage.system(system));
        }
        String text = suffix == null ? prompt : prompt + "\n" + suffix;
        messages.add(ChatMessage.user(text).withImages(images));
        return new ChatRequest(model, messages, format, options, List.of(), think, policy, origin);
    }

    /** What was decided about {@link #asConversation}: another model, and what was said since, behind the prompt. */
    GenerateRequest following(ChatRequest conversation) {
        StringBuilder longer = new StringBuilder(prompt);
        conversation.messages().stream()
                .skip(system == null ? 1 : 2)
                .forEach(message -> longer.append("\n\n").append(message.content()));
        return new GenerateRequest(
                conversation.model(),
                longer.toString(),
                suffix,
                system,
                images,
                raw,
                format,
                options,
                think,
                policy,
                origin);
    }
}
