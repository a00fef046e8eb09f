package io.aiworkflow.knowledge;

import io.aiworkflow.platform.Sha256;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Embeddings that can be compared with each other: those of one model and of one length. Each has an index of its own.
 *
 * @param dimension how many numbers an embedding has; 0 for the model in this process, which has only one length
 */
public record EmbeddingSpace(String model, int dimension) {
    private static final int READABLE = 60;
    private static final int TOLD_APART_BY = 8;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9-]+-[1-9][0-9]*-[0-9a-f]{8}");

    /** That of the model in this process. */
    static EmbeddingSpace own(String model) {
        return new EmbeddingSpace(model, 0);
    }

    public boolean isOwn() {
        return dimension == 0;
    }

    /** A name for files and collections that no other space has: lower-case letters, digits and hyphens. */
    public String label() {
        String readable = model.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String hash = Sha256.hex(model + "/" + dimension).substring(0, TOLD_APART_BY);
        return readable.substring(0, Math.min(READABLE, readable.length())) + "-" + dimension + "-" + hash;
    }

    /** Whether this can be the {@link #label} of another model than the one in this process. */
    public static boolean isLabel(String name) {
        return LABEL.matcher(name).matches();
    }
}
