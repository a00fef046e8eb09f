package io.aiworkflow.access;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.identity.Caller;
import io.aiworkflow.identity.Scope;
import io.aiworkflow.platform.CallerRights;
import io.aiworkflow.platform.UserRole;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/** Looks at the scopes of whoever sent the request that this thread works on. */
@Component
class RequestRights implements CallerRights {
    @Override
    public void require(String scope, String what) {
        Scope needed = Scope.ofWireName(scope).orElseThrow();
        if (CallerAuthentication.current().filter(caller -> caller.may(needed)).isEmpty()) {
            throw new PermanentException(
                    ErrorCode.FORBIDDEN, "%s needs an API key with the scope %s too".formatted(what, scope));
        }
    }

    @Override
    public void requireToStart(String workflow) {
        String door = "/api/v1/workflows/%s/runs".formatted(UriUtils.encode(workflow, StandardCharsets.UTF_8));
        EndpointMatrix.of("POST", door)
                .ifPresent(own -> require(own.scope().wireName(), "starting '%s'".formatted(workflow)));
    }

    @Override
    public boolean has(UserRole role) {
        return CallerAuthentication.current()
                .filter(caller -> caller.may(role) && caller.may(Scope.RUNS_READ))
                .isPresent();
    }

    @Override
    public String actor() {
        return CallerAuthentication.current().map(Caller::actor).orElse("unknown");
    }

    @Override
    public String address() {
        return Requests.origin().address();
    }
}
