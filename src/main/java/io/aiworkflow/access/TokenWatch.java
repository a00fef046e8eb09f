package io.aiworkflow.access;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.identity.TokenCheck;
import io.aiworkflow.platform.CallerWatch;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Looks again at the token of a request whose answer goes on. That it expires meanwhile does no harm. */
@Component
class TokenWatch implements CallerWatch {
    private final TokenAuthentication authentication;

    TokenWatch(TokenAuthentication authentication) {
        this.authentication = authentication;
    }

    @Override
    public BooleanSupplier of(HttpServletRequest request) {
        String token = new RequestToken().resolve(request);
        return () -> token != null && stillCounts(token);
    }

    private boolean stillCounts(String token) {
        try {
            TokenCheck check = authentication.check(token);
            return !(check instanceof TokenCheck.Refused refused) || refused.reason() == TokenCheck.Reason.EXPIRED;
        } catch (EngineException | DataAccessException e) {
            // It cannot be known at this moment; without the database there is no news either.
            return true;
        }
    }
}
