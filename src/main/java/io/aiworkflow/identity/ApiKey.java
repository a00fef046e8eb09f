package io.aiworkflow.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An API key as its owner sees it later: everything but the key.
 *
 * @param prefix its beginning, by which it is recognised
 * @param lastUsedAt give or take a minute
 */
public record ApiKey(
        UUID id,
        UUID accountId,
        String name,
        String prefix,
        Set<Scope> scopes,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> lastUsedAt,
        Optional<Instant> revokedAt) {}
