package io.aiworkflow.maintenance;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * The workflows {@code pull-model} and {@code preload-model}, which take long. They belong to the engine; people start
 * them with {@code POST /api/v1/models/pull} and {@code /preload}, follow them like any run, and cancel them.
 */
@Component
class ModelWorkflows extends RouteBuilder {
    private static final String OPTIONS = "&role=operator&attempts=10&priority=7";

    @Override
    public void configure() {
        from("workflow:pull-model?input=schemas/pull-model.input.json&timeout=24h" + OPTIONS)
                .routeId("pull-model")
                .routeDescription("Fetches a model. Part of the engine, for operators; follow its progress.")
                .step("pull")
                .bean("modelChores", "pull")
                .end();
        from("workflow:preload-model?input=schemas/preload-model.input.json&timeout=30m" + OPTIONS)
                .routeId("preload-model")
                .routeDescription("Loads a model into the memory of its server. Part of the engine, for operators.")
                .step("preload")
                .bean("modelChores", "preload")
                .end();
    }
}
