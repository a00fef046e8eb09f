package io.aiworkflow.knowledge;

import java.util.Optional;

/** What somebody wants of a collection; what is left out stays as it is, or is the default for a new one. */
public record CollectionSettings(
        Optional<Boolean> shared,
        Optional<Integer> chunkTokens,
        Optional<Integer> overlapTokens,
        Optional<String> embeddingModel,
        Optional<Integer> dimension) {}
