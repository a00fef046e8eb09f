package io.aiworkflow.knowledge;

import java.util.UUID;

/** A chunk as an index names it, without what is in it. */
public record IndexedChunk(UUID document, long generation, int ordinal) {}
