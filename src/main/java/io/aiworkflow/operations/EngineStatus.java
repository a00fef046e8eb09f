package io.aiworkflow.operations;

/**
 * The answer of {@code GET /public/status}: what anybody may know, and no more.
 *
 * @param status {@code ok} or {@code unavailable}
 * @param name the name of the product
 * @param version the version of the engine
 * @param uptimeSeconds whole seconds since the process started
 */
record EngineStatus(String status, String name, String version, long uptimeSeconds) {}
