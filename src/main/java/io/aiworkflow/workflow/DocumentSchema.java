package io.aiworkflow.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.DisallowSchemaLoader;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.platform.StrictJson;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON Schema (2020-12) that an author wrote for a workflow's input or result. References to other documents are
 * refused, so that validating never reads a file or opens a connection.
 */
public final class DocumentSchema {
    private static final int MAX_ERRORS = 50;
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .formatAssertionsEnabled(true)
            .build();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance())));
    private static final JsonSchema META_SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    private final JsonNode document;
    private final JsonSchema schema;

    private DocumentSchema(JsonNode document, JsonSchema schema) {
        this.document = document;
        this.schema = schema;
    }

    /**
     * @param name named in messages
     * @throws IllegalArgumentException saying what is wrong with the schema
     */
    public static DocumentSchema parse(String name, String text) {
        JsonNode document;
        try {
            document = StrictJson.parse(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("%s is not valid JSON: %s".formatted(name, StrictJson.reason(e)), e);
        }
        Set<ValidationMessage> faults = META_SCHEMA.validate(document);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("%s is not a valid JSON Schema: %s"
                    .formatted(name, faults.iterator().next().getMessage()));
        }
        try {
            JsonSchema schema = FACTORY.getSchema(document, CONFIG);
            schema.initializeValidators();
            return new DocumentSchema(document, schema);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("%s cannot be used as schema: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** What is wrong with the value: at most 50 errors, ordered by field; empty when it fits. */
    public List<FieldError> validate(JsonNode value) {
        return schema.validate(value).stream()
                .map(DocumentSchema::fieldError)
                .distinct()
                .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::message))
                .limit(MAX_ERRORS)
                .toList();
    }

    /** The value with the {@code default} of each top-level property that it lacks; other values are left alone. */
    public JsonNode withDefaults(JsonNode value) {
        if (!(value instanceof ObjectNode given)) {
            return value;
        }
        ObjectNode complete = given.deepCopy();
        for (Map.Entry<String, JsonNode> property : document.path("properties").properties()) {
            JsonNode byDefault = property.getValue().get("default");
            if (byDefault != null && !complete.has(property.getKey())) {
                complete.set(property.getKey(), byDefault);
            }
        }
        return complete;
    }

    public JsonNode document() {
        return document;
    }

    private static FieldError fieldError(ValidationMessage message) {
        String field = message.getInstanceLocation().toString();
        if (message.getProperty() != null) {
            field += "/" + message.getProperty().replace("~", "~0").replace("/", "~1");
        }
        String text = message.getMessage();
        String prefix = message.getInstanceLocation() + ": ";
        return new FieldError(field, text.startsWith(prefix) ? text.substring(prefix.length()) : text);
    }
}
