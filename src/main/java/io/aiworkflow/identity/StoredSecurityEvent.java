package io.aiworkflow.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.platform.StrictJson;
import java.time.Instant;

/**
 * A security event as it is kept, with its place in the chain.
 *
 * @param id its number in the chain, without gaps
 * @param createdAt when it was committed, by the database's clock
 * @param type what was done or tried, such as {@code login}
 * @param outcome {@code success}, {@code failure} or {@code denied}
 * @param details an object of texts
 * @param previousHash the hash of the event before it
 * @param hash SHA-256 of everything else in this row
 */
public record StoredSecurityEvent(
        long id,
        Instant createdAt,
        String type,
        String actor,
        String target,
        String address,
        String outcome,
        JsonNode details,
        String previousHash,
        String hash) {

    /** JSON without a line break. */
    String toLine() {
        return StrictJson.write(JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("createdAt", createdAt.toString())
                .put("type", type)
                .put("actor", actor)
                .put("target", target)
                .put("address", address)
                .put("outcome", outcome)
                .<ObjectNode>set("details", details)
                .put("previousHash", previousHash)
                .put("hash", hash));
    }
}
