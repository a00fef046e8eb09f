package io.aiworkflow.identity;

import java.time.Instant;

/**
 * What is known of a credential without opening it.
 *
 * @param key the id of the master key that seals it
 * @param updatedAt when its value was last given
 * @param expiresAt when it stops opening the outside system; null if nobody knows
 */
public record StoredCredential(
        CredentialName name, String key, Instant createdAt, Instant updatedAt, Instant expiresAt) {}
