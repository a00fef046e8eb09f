package io.aiworkflow.knowledge;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What is known of a document without reading it.
 *
 * @param owner who brought it; empty for what was there before documents had owners
 * @param mediaType what it is; empty until it was read
 * @param size of its newest original in bytes
 * @param version the one that is findable; 0 for none
 * @param newest the last one that was handed in
 * @param run that makes the newest version findable, or has; null if it is not known
 */
public record DocumentInfo(
        UUID id,
        String collection,
        String name,
        String title,
        List<String> tags,
        String owner,
        String mediaType,
        long size,
        int chunks,
        int version,
        int newest,
        UUID run,
        Instant createdAt,
        Instant updatedAt) {}
