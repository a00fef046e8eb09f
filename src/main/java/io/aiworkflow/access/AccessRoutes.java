package io.aiworkflow.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.intake.OperationRoutes;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface of one's own account. */
@Component
@Profile("api")
class AccessRoutes extends OperationRoutes {
    private final SessionOperations sessions;
    private final SecondFactorOperations factors;
    private final ApiKeyOperations keys;

    AccessRoutes(SessionOperations sessions, SecondFactorOperations factors, ApiKeyOperations keys, ObjectMapper json) {
        super(json);
        this.sessions = sessions;
        this.factors = factors;
        this.keys = keys;
    }

    @Override
    public void configure() {
        rest("/api/v1/auth")
                .post("/register")
                .to("direct:register")
                .post("/login")
                .to("direct:login")
                .post("/refresh")
                .to("direct:refresh")
                .post("/logout")
                .to("direct:logout")
                .get("/me")
                .to("direct:get-me")
                .post("/password")
                .to("direct:change-password")
                .post("/reset-password")
                .to("direct:reset-password")
                .post("/second-factor")
                .to("direct:propose-second-factor")
                .post("/second-factor/confirm")
                .to("direct:confirm-second-factor")
                .post("/second-factor/remove")
                .to("direct:remove-second-factor")
                .post("/second-factor/recovery-codes")
                .to("direct:renew-recovery-codes");
        rest("/api/v1/api-keys")
                .get()
                .to("direct:list-api-keys")
                .post()
                .to("direct:create-api-key")
                .delete("/{id}")
                .to("direct:revoke-api-key");

        operation("register", "Makes an account", sessions::register);
        operation("login", "Begins a session", sessions::login);
        operation("refresh", "Continues a session", sessions::refresh);
        operation("logout", "Ends a session", sessions::logout);
        operation("get-me", "Tells who the caller is", request -> factors.me());
        operation("change-password", "Changes the caller's password", sessions::changePassword);
        operation("reset-password", "Sets a password with a one-time token", sessions::resetPassword);
        operation("propose-second-factor", "Begins to set up a second factor", factors::propose);
        operation("confirm-second-factor", "Takes a second factor into use", factors::confirm);
        operation("remove-second-factor", "Removes the caller's second factor", factors::remove);
        operation("renew-recovery-codes", "Makes new recovery codes", factors::renewRecoveryCodes);
        operation("list-api-keys", "Lists the caller's API keys", request -> keys.list());
        operation("create-api-key", "Makes an API key", keys::create);
        operation("revoke-api-key", "Revokes an API key", keys::revoke);
    }
}
