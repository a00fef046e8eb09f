package io.aiworkflow.intake;

import io.aiworkflow.platform.InboundAdmission;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.UnaryOperator;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.springframework.stereotype.Component;

/** Lets each endpoint have what is declared for it: by the OpenAPI document for the API, by their authors for doors. */
@Component
class EndpointAdmission implements InboundAdmission {
    private final ApiOperations operations;
    private final IntakeProperties properties;

    EndpointAdmission(ApiOperations operations, IntakeProperties properties) {
        this.operations = operations;
        this.properties = properties;
    }

    @Override
    public UnaryOperator<HttpServletRequest> to(PlatformHttpEndpoint endpoint, String method) {
        AllowedNames names = operations
                .ofEndpoint(method, endpoint.getPath())
                .map(operation -> new AllowedNames(operation.headers(), operation.parameters()))
                .orElseGet(() -> DoorNames.of(endpoint.getCamelContext(), method, endpoint.getPath(), properties));
        return request -> new AllowedRequest(request, names);
    }
}
