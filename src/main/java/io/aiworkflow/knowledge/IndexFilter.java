package io.aiworkflow.knowledge;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * Which chunks may be found at all. An index applies it within the search, never to what a search has found.
 *
 * @param owners whose chunks, none when it is empty; null for everybody's
 * @param documents only of these; empty for all
 * @param tags chunks must carry all of them
 * @param from the earliest time of a document, or null
 * @param until documents of this time and later are left out, or null
 */
public record IndexFilter(
        String collection, Set<String> owners, Set<UUID> documents, Set<String> tags, Instant from, Instant until) {
    public IndexFilter {
        owners = owners == null ? null : Set.copyOf(owners);
        documents = Set.copyOf(documents);
        tags = Set.copyOf(tags);
    }

    /** Everything in a collection, whoever owns it. */
    public static IndexFilter in(String collection) {
        return new IndexFilter(collection, null, Set.of(), Set.of(), null, null);
    }

    public IndexFilter ownedBy(Set<String> some) {
        return new IndexFilter(collection, some, documents, tags, from, until);
    }

    public IndexFilter ofDocuments(Set<UUID> some) {
        return new IndexFilter(collection, owners, some, tags, from, until);
    }

    public IndexFilter tagged(Set<String> all) {
        return new IndexFilter(collection, owners, documents, all, from, until);
    }

    public IndexFilter between(Instant first, Instant end) {
        return new IndexFilter(collection, owners, documents, tags, first, end);
    }

    /** Whether it lets nothing through, so that nobody needs to be asked. */
    public boolean isEmpty() {
        return owners != null && owners.isEmpty();
    }
}
