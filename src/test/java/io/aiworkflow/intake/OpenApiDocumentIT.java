package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

@EngineTest
class OpenApiDocumentIT {
    @Autowired
    CamelContext camel;

    /** Of the doors that are no Camel routes. */
    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping mappings;

    @LocalServerPort
    int port;

    @Test
    void describesExactlyTheOperationsThatAreServed() {
        Set<String> served = new TreeSet<>();
        camel.getRestRegistry()
                .listAllRestServices()
                .forEach(service ->
                        served.add(service.getMethod().toLowerCase(Locale.ROOT) + " " + path(service.getUrl())));
        mappings.getHandlerMethods()
                .keySet()
                .forEach(mapping -> mapping.getPatternValues().stream()
                        .filter(pattern -> pattern.startsWith("/api/"))
                        .forEach(pattern -> mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(
                                        method -> served.add(method.name().toLowerCase(Locale.ROOT) + " " + pattern))));
        JsonNode document = new EngineClient(port).get("/openapi.json").json();
        Set<String> described = new TreeSet<>();
        document.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> described.add(method + " " + path.getKey())));
        described.removeIf(operation -> operation.matches("post /api/v1/workflows/[a-z-]+/runs"));
        assertThat(described).isEqualTo(served);
    }

    @Test
    void hasOnePathForEachWorkflowWithTheAuthorsSchemas() {
        JsonNode document = new EngineClient(port).get("/openapi.json").json();
        JsonNode submit = document.at("/paths/~1api~1v1~1workflows~1text-statistics~1runs/post");
        assertThat(submit.at("/requestBody/content/application~1json/schema/required/0")
                        .asText())
                .isEqualTo("text");
        assertThat(submit.at("/responses/200/content/application~1json/schema/properties/result/required"))
                .isNotEmpty();
        assertThat(submit.get("parameters").findValuesAsText("name")).doesNotContain("name");
        assertThat(document.at("/paths/~1api~1v1~1workflows~1answer-question~1runs/post/summary")
                        .asText())
                .isNotEmpty();
    }

    private static String path(String url) {
        String path = url.replaceFirst("^https?://[^/]+", "").replaceFirst("^platform-http:", "");
        return path.startsWith("/") ? path : "/" + path;
    }
}
