package io.aiworkflow.worker;

import io.aiworkflow.run.StepKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The name that one effect has for the other side: the same in each try, another one for each run, step and occurrence. It
 * is made of letters, digits and hyphens, so that it fits into any header or id.
 */
final class EffectKey {
    /** The exchange property under which steps find it. */
    static final String PROPERTY = "effectKey";

    private static final int HASH_BYTES = 8;

    private EffectKey() {}

    static String of(UUID run, StepKey step) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((step.step() + '\0' + step.occurrence()).getBytes(StandardCharsets.UTF_8));
            return run + "-" + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
