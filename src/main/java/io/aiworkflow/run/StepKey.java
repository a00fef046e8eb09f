package io.aiworkflow.run;

/**
 * Which execution of which step: inside a split or loop the same step is executed several times.
 *
 * @param step the id that the author gave
 * @param occurrence tells executions of the step apart, the same for each attempt of the run; empty for a step that is
 *     executed once
 */
public record StepKey(String step, String occurrence) {}
