package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface of workflows and runs. */
@Component
@Profile("api")
class RestRoutes extends OperationRoutes {
    private final WorkflowOperations workflows;
    private final RunOperations runs;
    private final OpenApiDocument openApi;

    RestRoutes(WorkflowOperations workflows, RunOperations runs, OpenApiDocument openApi, ObjectMapper json) {
        super(json);
        this.workflows = workflows;
        this.runs = runs;
        this.openApi = openApi;
    }

    @Override
    public void configure() {
        rest("/api/v1")
                .get("/workflows")
                .to("direct:list-workflows")
                .get("/workflows/{name}")
                .to("direct:get-workflow")
                .post("/workflows/{name}/runs")
                .to("direct:submit-run")
                .post("/ask")
                .to("direct:ask-documents")
                .get("/runs")
                .to("direct:list-runs")
                .get("/runs/{id}")
                .to("direct:get-run");
        rest("/openapi.json").get().to("direct:openapi");

        operation("list-workflows", "Lists the workflows and the refused files", request -> workflows.list());
        operation("get-workflow", "Tells what a workflow declares", workflows::get);
        operation("submit-run", "Accepts a run, and waits for it if asked to", runs::submit);
        operation("ask-documents", "Answers a question from the documents", runs::ask);
        operation("list-runs", "Lists runs, newest first", runs::list);
        operation("get-run", "Tells about a run and its steps", runs::get);
        operation("openapi", "Gives the OpenAPI document", request -> Reply.ok(openApi.document()));
    }
}
