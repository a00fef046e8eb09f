package io.aiworkflow.identity;

import java.time.Instant;

/**
 * A key that counts, without its secret.
 *
 * @param kid its name, which is in the header of each token that it signs
 * @param source the file, the variable, or {@code database}
 * @param signs whether it signs new tokens; the others only verify
 */
public record SigningKeyInfo(String kid, String source, Instant since, boolean signs) {}
