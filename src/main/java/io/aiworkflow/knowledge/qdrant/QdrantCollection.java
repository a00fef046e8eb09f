package io.aiworkflow.knowledge.qdrant;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.knowledge.VectorIndexRefused;
import io.aiworkflow.knowledge.VectorIndexUnavailable;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * That a collection is there with the right vectors and indexes before it is written to. Qdrant wants to know the length
 * of embeddings when it is made, so one that begins without any is made again when the first comes.
 */
final class QdrantCollection {
    private static final int ABSENT = -1;

    private final QdrantClient client;
    private final String name;
    private final BiConsumer<String, Boolean> ready;
    private final Runnable lost;
    private volatile int length;
    private volatile boolean complete;
    private volatile boolean deleted;

    /**
     * @param ready told the name when it can be used, and whether it had to be made again and lost its alias
     * @param lost told that the collection may be gone, and another one searched now
     */
    QdrantCollection(QdrantClient client, String name, BiConsumer<String, Boolean> ready, Runnable lost) {
        this.client = client;
        this.name = name;
        this.ready = ready;
        this.lost = lost;
    }

    String path() {
        return "/collections/" + name;
    }

    /** The length of the embeddings in it: 0 when there are none yet, negative when there is no collection. */
    int length() {
        if (deleted) {
            throw new VectorIndexUnavailable("another index has taken the place of %s".formatted(name), null);
        }
        if (length <= 0) {
            length = client.find("GET", path(), null)
                    .map(QdrantCollection::lengthIn)
                    .orElse(ABSENT);
        }
        return length;
    }

    /** Whether it is there and can be filtered by all its fields. */
    boolean isPrepared() {
        if (!complete && length() >= 0) {
            addIndexes();
            complete = true;
        }
        return complete;
    }

    /**
     * Makes it, or makes it again, when it is not as it has to be.
     *
     * @param wanted the length of the embeddings that come, or 0 when none do
     */
    synchronized void prepare(int wanted) {
        int present = length();
        boolean again = present == 0 && wanted > 0;
        if (again) {
            client.call("DELETE", path(), null);
            complete = false;
        } else if (wanted > 0 && present > 0 && present != wanted) {
            throw VectorIndexRefused.ofLength(wanted, present);
        }
        if (present < 0 || again) {
            // Another process may have been quicker, which is as good.
            client.create("PUT", path(), QdrantRequests.collection(wanted));
            length = 0;
        }
        if (!complete) {
            addIndexes();
            ready.accept(name, again);
            complete = true;
        }
    }

    /** Deletes it for good: whoever still holds it must neither find nothing in it nor make it again. */
    void delete() {
        client.call("DELETE", path(), null);
        deleted = true;
    }

    /** Looks at the server again the next time. */
    void forget() {
        length = 0;
        complete = false;
        lost.run();
    }

    private void addIndexes() {
        QdrantFields.INDEXED.forEach((field, schema) ->
                client.change("PUT", path() + "/index?wait=true", Map.of("field_name", field, "field_schema", schema)));
    }

    private static int lengthIn(JsonNode collection) {
        return Optional.of(collection.at("/config/params/vectors/" + QdrantFields.DENSE + "/size"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asInt)
                .orElse(0);
    }
}
