package io.aiworkflow.model;

import io.aiworkflow.platform.OfferedToRoutes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Builds the JSON Schema of an answer from a list of wanted fields. It does not judge the names: the schema of the
 * workflow's input does.
 */
@Component("fieldSchema")
@OfferedToRoutes
public class FieldSchema {

    /**
     * A schema for {@code {"fields": {NAME: text or null, …}}} with exactly the given names.
     *
     * @param fields the name of each wanted field with a description for the model
     */
    public Map<String, Object> of(Map<String, String> fields) {
        Map<String, Object> properties = new LinkedHashMap<>();
        fields.forEach((name, description) ->
                properties.put(name, Map.of("type", List.of("string", "null"), "description", description)));
        return object(Map.of("fields", object(properties)));
    }

    private static Map<String, Object> object(Map<String, Object> properties) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", new ArrayList<>(properties.keySet()));
        schema.put("additionalProperties", false);
        return schema;
    }
}
