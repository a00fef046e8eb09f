package io.aiworkflow.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiworkflow.identity.Session;
import java.time.Instant;

/**
 * What a login answers with.
 *
 * @param accessToken null when it is in a cookie, where no script can read it; so is the refresh token then
 * @param secondFactorMissing until a second factor is set up the role is only {@code user}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SessionView(
        String tokenType,
        String accessToken,
        Instant accessExpiresAt,
        String refreshToken,
        Instant refreshExpiresAt,
        boolean secondFactorMissing,
        AccountView account) {
    static SessionView withTokens(Session session) {
        return new SessionView(
                "Bearer",
                session.accessToken(),
                session.accessExpiresAt(),
                session.refreshToken(),
                session.refreshExpiresAt(),
                session.secondFactorMissing(),
                AccountView.of(session.account()));
    }

    static SessionView withoutTokens(Session session) {
        return new SessionView(
                null,
                null,
                session.accessExpiresAt(),
                null,
                session.refreshExpiresAt(),
                session.secondFactorMissing(),
                AccountView.of(session.account()));
    }

    /** Leaves the tokens out. */
    @Override
    public String toString() {
        return "SessionView[%s]".formatted(account.name());
    }
}
