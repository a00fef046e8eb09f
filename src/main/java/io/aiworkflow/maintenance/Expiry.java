package io.aiworkflow.maintenance;

import java.time.Instant;

/**
 * When a certificate ends.
 *
 * @param certificate its path below the folder, or the name and the address of the server that shows it
 * @param expiresAt when the first certificate of its chain ends
 */
record Expiry(String certificate, Instant expiresAt) {}
