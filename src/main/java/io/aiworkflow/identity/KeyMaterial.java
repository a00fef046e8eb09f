package io.aiworkflow.identity;

import java.time.Instant;

/**
 * A secret that may sign tokens, as it was found.
 *
 * @param since when it was made; the newest signs
 * @param source where it was found, for people
 */
record KeyMaterial(String secret, Instant since, String source) {
    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "KeyMaterial[%s]".formatted(source);
    }
}
