package io.aiworkflow.access;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** A workflow whose runs wait for the decision of somebody. */
@TestConfiguration
class AskingSomebody {
    @Bean
    RouteBuilder approvals() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("workflow:asks-somebody")
                        .routeId("asks-somebody")
                        .to("approval:ok?title=Shall%20it%20go%20on&approvers=user:somebody");
            }
        };
    }
}
