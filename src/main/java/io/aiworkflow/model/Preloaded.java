package io.aiworkflow.model;

/**
 * A model that is in memory now.
 *
 * @param contextLength with which it was loaded, 0 when the server does not say
 */
public record Preloaded(String model, String server, int contextLength) {}
