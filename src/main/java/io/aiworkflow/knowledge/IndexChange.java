package io.aiworkflow.knowledge;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * What an index has to do to get to a new position.
 *
 * @param removed the documents whose chunks of earlier generations go, replaced ones included
 * @param added the chunks that come
 * @param reached the position afterwards
 */
public record IndexChange(Collection<UUID> removed, List<IndexEntry> added, IndexPosition reached) {}
