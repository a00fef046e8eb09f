package io.aiworkflow.knowledge;

import io.aiworkflow.platform.Sha256;
import java.util.List;

/**
 * A document as it was handed in. Collection and name together are its identity.
 *
 * @param collection where it goes; null or blank for the default one
 * @param title as it is to be shown; null or blank for its own one
 * @param tags as {@link DocumentTags} gives them
 * @param mediaType what it is, if that is known for sure; null for what has to be found out
 */
public record Upload(
        String collection, String name, String title, List<String> tags, String mediaType, byte[] content) {
    public Upload {
        collection = collection == null || collection.isBlank() ? DocumentCollections.DEFAULT : collection;
        name = StorableText.of(name);
        title = title == null || title.isBlank() ? null : StorableText.of(title);
        tags = List.copyOf(tags);
    }

    String hash() {
        return Sha256.hex(content);
    }
}
