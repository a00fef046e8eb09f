package io.aiworkflow.knowledge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A document as it is handed in. Collection and name together are its identity; a document of the same identity takes
 * the place of the earlier one.
 */
public record NewDocument(String collection, String name, String title, String text) {
    public NewDocument {
        collection = storable(collection);
        name = storable(name);
        title = storable(title);
        text = storable(text);
    }

    /** A document whose title, if none is given, is its first top heading, else its name. */
    static NewDocument of(String collection, String name, String title, String text) {
        String shown = title != null && !title.isBlank()
                ? title
                : BlockReader.read(text).stream()
                        .filter(block -> block.level() == 1)
                        .map(Block::title)
                        .findFirst()
                        .orElse(name);
        return new NewDocument(collection, name, shown, text);
    }

    /** A hash of all that the chunks and their embeddings are made from. */
    String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(title.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PostgreSQL stores neither NUL nor half a surrogate pair; one replacement each keeps all offsets right. */
    private static String storable(String text) {
        StringBuilder replaced = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                replaced = replaced == null ? new StringBuilder(text) : replaced;
                replaced.setCharAt(i, '\uFFFD');
            }
        }
        return replaced == null ? text : replaced.toString();
    }
}
