package io.aiworkflow.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.intake.RequestSchemas;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.workflow.DocumentSchema;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What somebody says in a conversation.
 *
 * @param conversation empty for a new one
 * @param system what the model is told before everything else; only for a new conversation
 * @param model empty for the configured one
 * @param collection the documents that are to be asked; empty for none
 * @param limit the most passages to look at, or null
 */
record ChatQuestion(
        Optional<UUID> conversation,
        String message,
        Optional<String> system,
        Optional<String> model,
        Optional<String> collection,
        Integer limit) {
    private static final DocumentSchema SCHEMA = RequestSchemas.read("chat");
    private static final String WRONG = "the body does not fit; /openapi.json describes it";

    static ChatQuestion parse(byte[] body) {
        JsonNode json = json(body);
        List<FieldError> errors = SCHEMA.validate(json);
        if (!errors.isEmpty()) {
            throw new InvalidInput(WRONG, errors);
        }
        ChatQuestion question = new ChatQuestion(
                text(json, "conversation").map(UUID::fromString),
                json.get("message").textValue(),
                text(json, "system"),
                text(json, "model"),
                text(json, "collection"),
                json.has("limit") ? json.get("limit").intValue() : null);
        question.requireFitting();
        return question;
    }

    private void requireFitting() {
        if (message.indexOf('\0') >= 0) {
            throw invalid("/message", "holds a NUL character, which cannot be stored");
        }
        if (system.filter(text -> text.indexOf('\0') >= 0).isPresent()) {
            throw invalid("/system", "holds a NUL character, which cannot be stored");
        }
        if (system.isPresent() && conversation.isPresent()) {
            throw invalid("/system", "can be given only with the first message of a conversation");
        }
        if (limit != null && collection.isEmpty()) {
            throw invalid("/limit", "counts passages, so it needs a collection");
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return StrictJson.parse(body);
        } catch (JsonProcessingException e) {
            throw new PermanentException(
                    ErrorCode.MALFORMED_JSON, "the body is not valid JSON: " + StrictJson.reason(e), e);
        }
    }

    private static Optional<String> text(JsonNode json, String name) {
        return Optional.ofNullable(json.path(name).textValue());
    }

    private static InvalidInput invalid(String field, String what) {
        return new InvalidInput(WRONG, List.of(new FieldError(field, what)));
    }
}
