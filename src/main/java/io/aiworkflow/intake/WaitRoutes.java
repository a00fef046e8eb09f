package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface of what runs wait for. */
@Component
@Profile("api")
class WaitRoutes extends RouteBuilder {
    private final WaitOperations waits;
    private final ObjectMapper json;

    WaitRoutes(WaitOperations waits, ObjectMapper json) {
        this.waits = waits;
        this.json = json;
    }

    @Override
    public void configure() {
        rest("/api/v1/approvals")
                .get()
                .to("direct:list-approvals")
                .get("/{id}")
                .to("direct:get-approval")
                .post("/{id}")
                .to("direct:decide-approval");
        rest("/api/v1/callbacks").post("/{token}").to("direct:answer-callback");

        operation("list-approvals", "Lists what people have to decide, newest first", waits::list);
        operation("get-approval", "Tells what there is to decide and what was decided", waits::get);
        operation("decide-approval", "Takes a decision", waits::decide);
        operation("answer-callback", "Takes what a run waits for from outside", waits::callback);
    }

    private void operation(String id, String description, RestAnswer.Operation operation) {
        from("direct:" + id).routeId(id).routeDescription(description).process(new RestAnswer(operation, json));
    }
}
