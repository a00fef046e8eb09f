package io.aiworkflow.access;

import io.aiworkflow.identity.Caller;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.stereotype.Component;

/** Lets a request through if {@link EndpointMatrix} has its door and the caller may use it. */
@Component
class MatrixRule implements AuthorizationManager<RequestAuthorizationContext> {
    @Override
    public AuthorizationResult authorize(Supplier<Authentication> authentication, RequestAuthorizationContext context) {
        Optional<Endpoint> door = EndpointMatrix.of(context.getRequest());
        if (door.isPresent() && door.get().role().isEmpty()) {
            return new AuthorizationDecision(true);
        }
        Optional<Caller> caller = caller(authentication.get());
        return new AuthorizationDecision(
                door.filter(each -> each.admits(caller)).isPresent());
    }

    @Deprecated
    @Override
    public AuthorizationDecision check(Supplier<Authentication> authentication, RequestAuthorizationContext context) {
        return (AuthorizationDecision) authorize(authentication, context);
    }

    private static Optional<Caller> caller(Authentication authentication) {
        return authentication instanceof CallerAuthentication known
                ? Optional.of(known.getPrincipal())
                : Optional.empty();
    }
}
