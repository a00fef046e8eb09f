package io.aiworkflow.failure;

/**
 * Marks a failure after which it is certain that the other side has done nothing, for example because it has refused the
 * request. A step with an outside effect may then simply be tried again.
 */
public interface EffectNotMade {}
