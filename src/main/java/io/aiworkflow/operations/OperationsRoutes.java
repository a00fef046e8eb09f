package io.aiworkflow.operations;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.rest.RestBindingMode;
import org.springframework.stereotype.Component;

/** The REST doors for operators and probes. They are open in every role. */
@Component
class OperationsRoutes extends RouteBuilder {
    private final OperationsAnswers answers;

    OperationsRoutes(OperationsAnswers answers) {
        this.answers = answers;
    }

    @Override
    public void configure() {
        rest().get("/api/v1/health")
                .id("get-health")
                .tag("operations")
                .description(
                        "Whether the engine works: 200 when everything that it needs does, else 503 naming the part")
                .bindingMode(RestBindingMode.off)
                .produces("application/json")
                .to("direct:get-health");
        rest().get("/public/status")
                .id("get-status")
                .tag("operations")
                .description("A coarse status for everybody: name, version and how long the engine has been running")
                .bindingMode(RestBindingMode.off)
                .produces("application/json")
                .to("direct:get-status");
        probe("/livez", "get-liveness", "Whether the process works at all; if not, only a restart helps");
        probe("/readyz", "get-readiness", "Whether the process should be sent work");
        from("direct:get-liveness")
                .routeId("get-liveness")
                .description("Answers whether the process works at all")
                .process(answers::liveness);
        from("direct:get-readiness")
                .routeId("get-readiness")
                .description("Answers whether the process should be sent work")
                .process(answers::readiness);
        from("direct:get-health")
                .routeId("get-health")
                .description("Answers with the state of each part of the engine")
                .process(answers::health);
        from("direct:get-status")
                .routeId("get-status")
                .description("Answers with what anybody may know about the engine")
                .process(answers::status);
    }

    private void probe(String path, String id, String description) {
        rest().get(path)
                .id(id)
                .tag("operations")
                .description(description)
                .bindingMode(RestBindingMode.off)
                .produces("application/json")
                .to("direct:" + id);
    }
}
