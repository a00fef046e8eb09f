package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The operations of the API, by method and path. What the OpenAPI document does not name, they are not sent. */
@Component
class ApiOperations {
    private final List<Entry> entries = new ArrayList<>();

    /** The few of them that every request with a body is compared with. */
    private final List<Entry> uploads;

    @Autowired
    ApiOperations(OpenApiFile file) {
        this(file.copy());
    }

    ApiOperations(JsonNode document) {
        document.path("paths").properties().forEach(path -> {
            PathPattern pattern = PathPatternParser.defaultInstance.parse(path.getKey());
            path.getValue()
                    .properties()
                    .forEach(operation -> entries.add(new Entry(
                            operation.getKey().toUpperCase(Locale.ROOT),
                            pattern,
                            ApiOperation.of(operation.getValue(), document))));
        });
        uploads = entries.stream().filter(entry -> entry.operation.uploads()).toList();
    }

    /** Of the endpoint with this path, written with its variables. */
    Optional<ApiOperation> ofEndpoint(String method, String template) {
        return entries.stream()
                .filter(entry ->
                        entry.serves(method) && entry.pattern.getPatternString().equals(template))
                .map(Entry::operation)
                .findFirst();
    }

    /** Whether the body of this request may be a file. */
    boolean takesFile(HttpServletRequest request) {
        return takes(request, operation -> true);
    }

    /** Whether the body of this request may be JSON although it may be a file too. */
    boolean takesEither(HttpServletRequest request) {
        return takes(request, ApiOperation::takesJson);
    }

    private boolean takes(HttpServletRequest request, Predicate<ApiOperation> what) {
        PathContainer path = PathContainer.parsePath(request.getRequestURI());
        return uploads.stream()
                .anyMatch(entry ->
                        what.test(entry.operation) && entry.serves(request.getMethod()) && entry.pattern.matches(path));
    }

    private record Entry(String method, PathPattern pattern, ApiOperation operation) {
        boolean serves(String asked) {
            return method.equals(asked) || method.equals("GET") && asked.equals("HEAD");
        }
    }
}
