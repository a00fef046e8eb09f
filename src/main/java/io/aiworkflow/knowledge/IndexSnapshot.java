package io.aiworkflow.knowledge;

/**
 * A copy of an index.
 *
 * @param name by which it is restored
 * @param taken when, as whoever keeps it writes times
 */
public record IndexSnapshot(String name, String taken, long bytes) {}
