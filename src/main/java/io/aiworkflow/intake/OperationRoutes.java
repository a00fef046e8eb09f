package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.builder.RouteBuilder;

/** A REST surface whose operations are one route each. */
public abstract class OperationRoutes extends RouteBuilder {
    private final ObjectMapper json;

    protected OperationRoutes(ObjectMapper json) {
        this.json = json;
    }

    /** @param id of the route, and of its {@code direct:} address */
    protected final void operation(String id, String description, RestAnswer.Operation operation) {
        from("direct:" + id).routeId(id).routeDescription(description).process(new RestAnswer(operation, json));
    }
}
