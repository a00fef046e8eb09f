package io.aiworkflow.run;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * How far a step says it is.
 *
 * @param key the step; its name is empty when the report came from outside of any step
 * @param percent from 0 to 100
 * @param message what it is doing, or null
 * @param seq orders the reports of a run as they were written; each report gets a new number
 */
public record StepProgress(StepKey key, BigDecimal percent, String message, long seq, Instant updatedAt) {}
