package io.aiworkflow.identity;

import io.aiworkflow.platform.UserRole;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An account as others may see it: nothing in here is secret.
 *
 * @param name in lower case; it is never changed nor given to another account
 * @param secondFactor whether a login needs a code too
 * @param mustChangePassword whether a login has to bring a new password
 */
public record Account(
        UUID id,
        String name,
        Optional<String> email,
        UserRole role,
        AccountState state,
        boolean secondFactor,
        boolean mustChangePassword,
        Instant createdAt,
        Optional<Instant> lastLoginAt) {
    /** The name in security events. */
    String target() {
        return AccountNames.target(name);
    }
}
