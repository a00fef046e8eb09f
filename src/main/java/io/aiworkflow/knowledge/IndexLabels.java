package io.aiworkflow.knowledge;

import java.time.Instant;
import java.util.Set;

/**
 * What the chunks of a document are chosen by.
 *
 * @param owner whose it is, or null when it is nobody's in particular
 * @param time when the document was last changed, or null when that is not known
 */
public record IndexLabels(String collection, String owner, Set<String> tags, Instant time) {
    public IndexLabels {
        tags = Set.copyOf(tags);
    }

    public static IndexLabels of(String collection) {
        return new IndexLabels(collection, null, Set.of(), null);
    }
}
