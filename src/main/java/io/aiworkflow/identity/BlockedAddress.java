package io.aiworkflow.identity;

import java.time.Instant;

/**
 * Addresses from which nobody is served for a while.
 *
 * @param range one address or a network, such as {@code 192.0.2.7/32} or {@code 2001:db8::/48}
 * @param blockedBy who did so, as security events name him
 */
public record BlockedAddress(String range, String reason, String blockedBy, Instant createdAt, Instant expiresAt) {}
