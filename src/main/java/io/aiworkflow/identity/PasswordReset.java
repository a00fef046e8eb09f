package io.aiworkflow.identity;

import java.time.Instant;

/** A one-time token with which the owner of an account sets a new password; it is shown this once. */
public record PasswordReset(String token, Instant expiresAt) {
    /** Leaves the token out. */
    @Override
    public String toString() {
        return "PasswordReset[expiresAt=%s]".formatted(expiresAt);
    }
}
