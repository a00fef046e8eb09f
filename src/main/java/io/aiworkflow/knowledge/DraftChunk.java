package io.aiworkflow.knowledge;

/**
 * A chunk of a version that is being indexed.
 *
 * @param page where it begins, from 1; null in documents without pages
 * @param hash of what is embedded
 */
record DraftChunk(int ordinal, String heading, Integer page, int start, int end, String content, String hash) {}
