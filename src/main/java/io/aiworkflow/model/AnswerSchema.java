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

    /**
     * What was found.
     *
     * @param value the answer as plain JSON values, if it fits
     * @param problem what is wrong with it, for the model and for people; null when it fits
     */
    record Finding(Object value, String problem) {
        boolean fits() {
            return problem == null;
        }
    }

    Finding check(String text) {
        JsonNode value;
        try {
            value = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return new Finding(null, "it is not JSON");
        }
        if (value.isMissingNode()) {
            return new Finding(null, "it is empty");
        }
        String problems = schema.validate(value).stream()
                .map(problem -> problem.getMessage())
                .sorted()
                .limit(5)
                .collect(Collectors.joining("; "));
        return problems.isEmpty()
                ? new Finding(JSON.convertValue(value, Object.class), null)
                : new Finding(null, problems);
    }
}
