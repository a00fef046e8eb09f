package io.aiworkflow.knowledge;

import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import java.time.Instant;
import java.util.UUID;

/**
 * A group of documents with the settings that they are cut and embedded with.
 *
 * @param owner whose it is; null when it is shared by all
 * @param chunkTokens the most tokens of a chunk
 * @param overlapTokens the most tokens that a chunk repeats from its neighbour
 * @param embeddingModel a model of the model server; null for the one in the engine
 * @param dimension how many numbers an embedding has; null until the first one
 * @param next the model that it is to have; null when that is the one that it has
 * @param previousModel the one that it had before, whose embeddings are kept; null when there are none
 */
public record DocumentCollection(
        String name,
        String owner,
        int chunkTokens,
        int overlapTokens,
        String embeddingModel,
        Integer dimension,
        NextModel next,
        String previousModel,
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

    /**
     * A model that embeds all passages before it is searched by.
     *
     * @param model its name, also when it is the one in the engine
     * @param dimension how many numbers its embeddings have; null until the first one
     * @param run in which that is done
     */
    public record NextModel(String model, Integer dimension, UUID run) {}
}
