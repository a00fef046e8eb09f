package io.aiworkflow.maintenance;

import io.aiworkflow.run.DeadLetters;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * The workflow {@code replay-dead-letters}: puts failed runs back into the queue. It belongs to the engine; people start
 * it with {@code POST /api/v1/dead-letters/replay}.
 */
@Component
class ReplayDeadLettersWorkflow extends RouteBuilder {
    @Override
    public void configure() {
        from("workflow:" + DeadLetters.REPLAY_WORKFLOW
                        + "?input=schemas/replay-dead-letters.input.json"
                        + "&output=schemas/replay-dead-letters.output.json&role=operator&attempts=10&timeout=6h")
                .routeId(DeadLetters.REPLAY_WORKFLOW)
                .routeDescription(
                        "Replays failed runs. Part of the engine, for operators; each of its runs is one bulk replay.")
                .step("replay-all")
                .bean("deadLetterReplay")
                .end();
    }
}
