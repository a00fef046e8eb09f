package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an operation of the API may be sent, as the OpenAPI document says.
 *
 * @param parameters the names of its query parameters
 * @param headers the names of its headers, in lower case
 * @param uploads whether its body may be a file
 * @param takesJson whether its body may be JSON
 */
record ApiOperation(Set<String> parameters, Set<String> headers, boolean uploads, boolean takesJson) {
    private static final String LOCAL = "#";

    /** @param document the whole document, to which references lead */
    static ApiOperation of(JsonNode operation, JsonNode document) {
        Set<String> parameters = new TreeSet<>();
        Set<String> headers = new TreeSet<>();
        for (JsonNode written : operation.path("parameters")) {
            JsonNode parameter = resolved(written, document);
            String name = parameter.path("name").asText();
            switch (parameter.path("in").asText()) {
                case "query" -> parameters.add(name);
                case "header" -> headers.add(name.toLowerCase(Locale.ROOT));
                default -> {
                    // What is in the path is the path.
                }
            }
        }
        JsonNode content = operation.path("requestBody").path("content");
        boolean uploads = content.has("multipart/form-data") || content.has("application/octet-stream");
        boolean takesJson = content.has("application/json");
        return new ApiOperation(Set.copyOf(parameters), Set.copyOf(headers), uploads, takesJson);
    }

    private static JsonNode resolved(JsonNode parameter, JsonNode document) {
        String reference = parameter.path("$ref").asText();
        return reference.startsWith(LOCAL) ? document.at(reference.substring(LOCAL.length())) : parameter;
    }
}
