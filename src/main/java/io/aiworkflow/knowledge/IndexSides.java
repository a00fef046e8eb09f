package io.aiworkflow.knowledge;

/**
 * The names of the indexes that there are.
 *
 * @param active the one that is searched; it may not have been written to yet
 * @param building the one in the making, or null
 * @param previous the one before, which is kept until the active one is confirmed, or null
 */
public record IndexSides(String active, String building, String previous) {}
