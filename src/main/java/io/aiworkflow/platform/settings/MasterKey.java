package io.aiworkflow.platform.settings;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key that seals secrets. Its id follows from the key, so that all processes call it the same, and tells nothing about
 * it.
 */
final class MasterKey {
    static final int LEAST_BYTES = 32;
    private static final int LEAST_DIFFERENT_BYTES = 16;
    private static final int ID_BYTES = 4;
    private static final String HMAC = "HmacSHA256";

    private final String id;
    private final SecretKey sealing;

    private MasterKey(byte[] bytes) {
        this.id = HexFormat.of().formatHex(Arrays.copyOf(derive(bytes, "engine master key: id"), ID_BYTES));
        this.sealing = new SecretKeySpec(derive(bytes, "engine master key: AES-256-GCM"), "AES");
    }

    /**
     * Reads keys in Base64 with white space or commas between them. What follows a {@code #} is a comment.
     *
     * @return in the order of the text; none when it is blank
     * @throws IllegalArgumentException when one of them cannot be used; its message shows nothing of it
     */
    static List<MasterKey> parseAll(String text) {
        List<MasterKey> keys = new ArrayList<>();
        for (String word : text.replaceAll("#.*", "").strip().split("[\\s,]+")) {
            if (!word.isEmpty()) {
                keys.add(parse(word, keys.size() + 1));
            }
        }
        if (keys.stream().map(MasterKey::id).distinct().count() < keys.size()) {
            throw new IllegalArgumentException("one key is in it twice");
        }
        return keys;
    }

    private static MasterKey parse(String word, int number) {
        if (Placeholders.isPlaceholder(word)) {
            throw new IllegalArgumentException("key %d is a placeholder".formatted(number));
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(word.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            // Its message may repeat a letter of the key, so it is not the cause.
            throw new IllegalArgumentException("key %d is not written in Base64".formatted(number));
        }
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalArgumentException("key %d is shorter than %d bytes".formatted(number, LEAST_BYTES));
        }
        if (different(bytes) < LEAST_DIFFERENT_BYTES) {
            throw new IllegalArgumentException("key %d is not random".formatted(number));
        }
        return new MasterKey(bytes);
    }

    private static long different(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).chars().distinct().count();
    }

    private static byte[] derive(byte[] key, String purpose) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    /** Eight hexadecimal digits. */
    String id() {
        return id;
    }

    SecretKey sealing() {
        return sealing;
    }

    /** The id only. */
    @Override
    public String toString() {
        return "master key " + id;
    }
}
