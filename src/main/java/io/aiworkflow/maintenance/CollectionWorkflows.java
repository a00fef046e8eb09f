package io.aiworkflow.maintenance;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * The workflow {@code change-embedding-model}, which does what somebody has asked for with {@code PUT
 * /api/v1/collections/{name}}. One run at a time, so that no passage is embedded by two of them.
 */
@Component
class CollectionWorkflows extends RouteBuilder {
    @Override
    public void configure() {
        from("workflow:change-embedding-model?input=schemas/change-embedding-model.input.json"
                        + "&attempts=10&concurrency=1&priority=4&timeout=24h")
                .routeId("change-embedding-model")
                .routeDescription("Embeds a collection by the model that is planned for it. Part of the engine.")
                .step("embed")
                .bean("collectionChores", "changeModel")
                .end();
    }
}
