package io.aiworkflow.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.intake.OperationRoutes;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The REST surface for admins. */
@Component
@Profile("api")
class AdminRoutes extends OperationRoutes {
    private final AccountOperations accounts;
    private final KeyOperations keys;
    private final SecurityEventOperations events;

    AdminRoutes(AccountOperations accounts, KeyOperations keys, SecurityEventOperations events, ObjectMapper json) {
        super(json);
        this.accounts = accounts;
        this.keys = keys;
        this.events = events;
    }

    @Override
    public void configure() {
        rest("/api/v1/admin")
                .get("/accounts")
                .to("direct:list-accounts")
                .get("/accounts/{id}")
                .to("direct:get-account")
                .patch("/accounts/{id}")
                .to("direct:change-account")
                .post("/accounts/{id}/approve")
                .to("direct:approve-account")
                .post("/accounts/{id}/reset-password")
                .to("direct:issue-password-reset")
                .post("/accounts/{id}/remove-second-factor")
                .to("direct:remove-second-factor-of-account")
                .post("/accounts/{id}/logout")
                .to("direct:log-out-account")
                .post("/logout-everybody")
                .to("direct:log-out-everybody")
                .get("/signing-keys")
                .to("direct:list-signing-keys")
                .post("/signing-keys")
                .to("direct:rotate-signing-keys")
                .delete("/signing-keys/{kid}")
                .to("direct:drop-signing-key")
                .get("/blocked-addresses")
                .to("direct:list-blocked-addresses")
                .post("/blocked-addresses")
                .to("direct:block-address")
                .post("/blocked-addresses/unblock")
                .to("direct:unblock-address")
                .get("/security-events")
                .to("direct:list-security-events")
                .get("/security-events/verification")
                .to("direct:verify-security-events");

        operation("list-accounts", "Lists accounts by name", accounts::list);
        operation("get-account", "Tells about an account", accounts::get);
        operation("change-account", "Changes role or state of an account", accounts::change);
        operation("approve-account", "Agrees to a registration", accounts::approve);
        operation("issue-password-reset", "Makes a one-time token for a new password", accounts::resetPassword);
        operation(
                "remove-second-factor-of-account",
                "Removes the second factor of an account",
                accounts::removeSecondFactor);
        operation("log-out-account", "Ends all sessions of an account", accounts::logOut);
        operation("log-out-everybody", "Ends all sessions", accounts::logOutEverybody);
        operation("list-signing-keys", "Lists the signing keys", request -> keys.list());
        operation("rotate-signing-keys", "Makes a new signing key", keys::rotate);
        operation("drop-signing-key", "Drops a signing key", keys::drop);
        operation("list-blocked-addresses", "Lists blocked addresses", request -> keys.blocked());
        operation("block-address", "Blocks an address", keys::block);
        operation("unblock-address", "Unblocks an address", keys::unblock);
        operation("list-security-events", "Lists security events, newest first", events::list);
        operation("verify-security-events", "Verifies the chain of security events", request -> events.verify());
    }
}
