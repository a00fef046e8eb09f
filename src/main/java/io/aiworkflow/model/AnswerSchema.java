package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;

/** The JSON Schema that an answer must fit. A model is asked to keep to it, but only this check makes it sure. */
final class AnswerSchema {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.builder(
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012))
            // A schema may come from a caller: it must not make the engine fetch anything.
            .schemaLoaders(loaders -> loaders.add(iri -> () -> {
                throw new IOException("references outside the schema are not followed: " + iri);
            }))
            .build();

    private final JsonSchema schema;

    private AnswerSchema(JsonSchema schema) {
        this.schema = schema;
    }

    static AnswerSchema of(Map<String, Object> definition) {
        try {
            JsonSchema schema = SCHEMAS.getSchema(JSON.<JsonNode>valueToTree(definition));
            schema.initializeValidators();
            return new AnswerSchema(schema);
        } catch (JsonSchemaException | IllegalArgumentException e) {
            throw new PermanentException(
                    ErrorCode.WORKFLOW_FAILED, "the schema of the answer cannot be used: " + e.getMessage(), e);
        }
    }

    /** The answer with its text as plain JSON values, if it fits. */
    ChatAnswer check(ChatAnswer answer) {
        if (answer.cutOff()) {
            throw new ModelAnswerInvalid(
                    "model '%s' reached its length limit after %d tokens, before its JSON was complete; give it a larger context or num_predict, or less to read"
                            .formatted(answer.model(), answer.answerTokens()));
        }
        JsonNode value = parse(answer);
        String problems = schema.validate(value).stream()
                .map(problem -> problem.getMessage())
                .sorted()
                .limit(5)
                .collect(Collectors.joining("; "));
        if (!problems.isEmpty()) {
            throw new ModelAnswerInvalid(
                    "the answer of model '%s' does not fit its schema: %s".formatted(answer.model(), problems));
        }
        return answer.withValue(JSON.convertValue(value, Object.class));
    }

    private static JsonNode parse(ChatAnswer answer) {
        try {
            JsonNode value = JSON.readTree(answer.text());
            if (!value.isMissingNode()) {
                return value;
            }
        } catch (JsonProcessingException e) {
            throw new ModelAnswerInvalid(
                    "model '%s' answered with something that is not JSON".formatted(answer.model()));
        }
        throw new ModelAnswerInvalid("model '%s' gave an empty answer".formatted(answer.model()));
    }
}
