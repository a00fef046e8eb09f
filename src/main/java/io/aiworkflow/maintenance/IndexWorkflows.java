package io.aiworkflow.maintenance;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * The workflows {@code compare-index}, {@code repair-index} and {@code rebuild-index}, which go through whole indexes.
 * They belong to the engine; operators start them with {@code POST /api/v1/admin/index/…} and follow them like any run.
 */
@Component
class IndexWorkflows extends RouteBuilder {
    private static final String OPTIONS =
            "?input=schemas/index-care.input.json&role=operator&attempts=10&concurrency=1&timeout=";

    @Override
    public void configure() {
        workflow("compare", "2h", "Compares the indexes with the database and changes nothing.");
        workflow("repair", "2h", "Compares the indexes with the database and repairs what differs.");
        workflow("rebuild", "24h", "Builds the indexes anew beside the present ones, and switches to them.");
    }

    private void workflow(String action, String timeout, String description) {
        String name = action + "-index";
        from("workflow:" + name + OPTIONS + timeout)
                .routeId(name)
                .routeDescription(description + " Part of the engine, for operators.")
                .setProperty("knowledge.model", simple("${body[model]}"))
                .step(action)
                .bean("knowledgeIndex", action)
                .end();
    }
}
