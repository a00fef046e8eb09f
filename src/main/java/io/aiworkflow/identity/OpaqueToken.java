package io.aiworkflow.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Random texts that mean something only to the database, which knows their hash. They begin with letters that tell what
 * they are, so that programs which look for leaked secrets find them.
 */
final class OpaqueToken {
    static final String REFRESH = "awr_";
    static final String PASSWORD_RESET = "awp_";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;
    private static final int LENGTH = 43;

    private OpaqueToken() {}

    /** 256 random bits. */
    static String make(String kind) {
        return kind + random();
    }

    /** Whether it looks like one of this kind; anything else need not be looked for. */
    static boolean isShaped(String kind, String token) {
        return token != null && token.length() == kind.length() + LENGTH && token.startsWith(kind);
    }

    /** Random bits need no slow hash: nobody can go through them all. */
    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Letters and digits that are hard to mistake for one another, five random bits each. */
    static String letters(int count) {
        String alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
