package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface of what runs wait for. */
@Component
@Profile("api")
class WaitRoutes extends OperationRoutes {
    private final WaitOperations waits;

    WaitRoutes(WaitOperations waits, ObjectMapper json) {
        super(json);
        this.waits = waits;
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
}
