package io.aiworkflow.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.identity.Accounts;
import io.aiworkflow.identity.LoginRequest;
import io.aiworkflow.identity.Logins;
import io.aiworkflow.identity.Logouts;
import io.aiworkflow.identity.PasswordResets;
import io.aiworkflow.identity.Registration;
import io.aiworkflow.identity.Session;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.intake.RequestSchemas;
import io.aiworkflow.workflow.DocumentSchema;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Registers, logs in and out. A browser may ask for cookies in place of tokens, which then no script can read. */
@Component
@Profile("api")
class SessionOperations {
    private static final DocumentSchema REGISTER = RequestSchemas.read("register");
    private static final DocumentSchema LOGIN = RequestSchemas.read("login");
    private static final DocumentSchema REFRESH = RequestSchemas.read("refresh");
    private static final DocumentSchema CHANGE_PASSWORD = RequestSchemas.read("change-password");
    private static final DocumentSchema RESET_PASSWORD = RequestSchemas.read("reset-password");
    private static final String REFRESH_TOKEN = "refreshToken";
    private static final String PASSWORD = "password";
    private static final String NEW_PASSWORD = "newPassword";

    private final Accounts accounts;
    private final Logins logins;
    private final Logouts logouts;
    private final PasswordResets resets;

    SessionOperations(Accounts accounts, Logins logins, Logouts logouts, PasswordResets resets) {
        this.accounts = accounts;
        this.logins = logins;
        this.logouts = logouts;
        this.resets = resets;
    }

    Reply register(Message request) {
        JsonNode body = RequestParts.optionalBody(request, REGISTER);
        Registration wanted = new Registration(
                body.get("name").asText(),
                Requests.text(body, "email"),
                body.get(PASSWORD).asText());
        return new Reply(201, Map.of(), AccountView.of(accounts.register(wanted, Requests.origin())));
    }

    Reply login(Message request) {
        JsonNode body = RequestParts.optionalBody(request, LOGIN);
        LoginRequest login = new LoginRequest(
                body.get("name").asText(),
                body.get(PASSWORD).asText(),
                Requests.text(body, "code"),
                Requests.text(body, NEW_PASSWORD));
        return answer(
                logins.login(login, Requests.origin()), body.path("session").asBoolean());
    }

    Reply refresh(Message request) {
        JsonNode body = RequestParts.optionalBody(request, REFRESH);
        Optional<String> given = Requests.text(body, REFRESH_TOKEN);
        String token = given.or(() -> Requests.cookie(SessionCookies.REFRESH))
                .orElseThrow(() -> new PermanentException(
                        ErrorCode.TOKEN_REFUSED, "send {\"refreshToken\": …} or the cookie of a browser's session"));
        return answer(logins.refresh(token, Requests.origin()), given.isEmpty());
    }

    /** Ends the session, also one whose access token has expired if the refresh token comes along. */
    Reply logout(Message request) {
        JsonNode body = RequestParts.optionalBody(request, REFRESH);
        Optional<String> token = Requests.text(body, REFRESH_TOKEN).or(() -> Requests.cookie(SessionCookies.REFRESH));
        if (token.isPresent()) {
            logouts.logOut(token.get(), Requests.origin());
        } else {
            logouts.logOut(Requests.origin());
        }
        return new Reply(204, Map.of("Set-Cookie", SessionCookies.end()), null);
    }

    Reply changePassword(Message request) {
        JsonNode body = RequestParts.optionalBody(request, CHANGE_PASSWORD);
        Session session = logins.changePassword(
                body.get(PASSWORD).asText(), body.get(NEW_PASSWORD).asText(), Requests.origin());
        return answer(session, Requests.cookie(SessionCookies.ACCESS).isPresent());
    }

    Reply resetPassword(Message request) {
        JsonNode body = RequestParts.optionalBody(request, RESET_PASSWORD);
        resets.redeem(body.get("token").asText(), body.get(NEW_PASSWORD).asText(), Requests.origin());
        return Reply.done();
    }

    private static Reply answer(Session session, boolean asCookies) {
        return asCookies
                ? new Reply(
                        200, Map.of("Set-Cookie", SessionCookies.begin(session)), SessionView.withoutTokens(session))
                : Reply.ok(SessionView.withTokens(session));
    }
}
