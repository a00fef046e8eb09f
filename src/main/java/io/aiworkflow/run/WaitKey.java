package io.aiworkflow.run;

/**
 * Which wait of a run.
 *
 * @param key the name that the author gave, and which execution of it
 */
public record WaitKey(WaitReason kind, StepKey key) {}
