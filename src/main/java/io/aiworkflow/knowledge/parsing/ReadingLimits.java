package io.aiworkflow.knowledge.parsing;

/**
 * The bounds that hold inside the process that reads.
 *
 * @param maxText characters
 * @param maxUnpacked bytes
 */
record ReadingLimits(int maxText, long maxUnpacked) {}
