package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface of the account of calls to models. */
@Component
@Profile("api")
class UsageRoutes extends OperationRoutes {
    private final UsageOperations usage;

    UsageRoutes(UsageOperations usage, ObjectMapper json) {
        super(json);
        this.usage = usage;
    }

    @Override
    public void configure() {
        rest("/api/v1/usage").get().to("direct:get-usage");

        operation("get-usage", "Tells what calls to models have used", usage::get);
    }
}
