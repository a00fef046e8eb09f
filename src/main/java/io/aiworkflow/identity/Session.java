package io.aiworkflow.identity;

import java.time.Instant;

/**
 * What a login or a refresh gives out.
 *
 * @param caller what the access token lets its owner do
 * @param refreshToken good for one refresh
 * @param refreshExpiresAt when it ends unless it is used before
 * @param secondFactorMissing whether the account must have a second factor and has none: until it is set up and the
 *     token refreshed, the caller's role is {@code user} only
 */
public record Session(
        Caller caller,
        Account account,
        String accessToken,
        Instant accessExpiresAt,
        String refreshToken,
        Instant refreshExpiresAt,
        boolean secondFactorMissing) {
    /** Leaves the tokens out. */
    @Override
    public String toString() {
        return "Session[%s]".formatted(account.name());
    }
}
