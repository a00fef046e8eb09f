package io.aiworkflow.model;

/**
 * A call that a model has answered, or that was broken off while it did.
 *
 * @param model the name by which it was asked
 * @param server the address of its server, without credentials
 */
public record ModelCall(CallOrigin origin, CallKind kind, String model, String server, Usage usage) {}
