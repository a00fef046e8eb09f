package io.aiworkflow.knowledge;

import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import java.time.Instant;

/**
 * A group of documents with the settings that they are cut and embedded with.
 *
 * @param owner whose it is; null when it is shared by all
 * @param chunkTokens the most tokens of a chunk
 * @param overlapTokens the most tokens that a chunk repeats from its neighbour
 * @param embeddingModel a model of the model server; null for the one in the engine
 * @param dimension how many numbers an embedding has; null until the first one
 */
public record DocumentCollection(
        String name,
        String owner,
        int chunkTokens,
        int overlapTokens,
        String embeddingModel,
        Integer dimension,
        Instant createdAt,
        Instant updatedAt) {
    public boolean isShared() {
        return owner == null;
    }

    /** Whether somebody may see it and bring documents into it. */
    boolean isOpenTo(Submitter who) {
        return owner == null || belongsTo(who);
    }

    /** Whether somebody may change it and the documents of others in it. */
    boolean belongsTo(Submitter who) {
        return who.name().equals(owner) || who.role().includes(UserRole.OPERATOR);
    }
}
