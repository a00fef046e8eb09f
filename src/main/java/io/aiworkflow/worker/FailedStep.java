package io.aiworkflow.worker;

import io.aiworkflow.run.StepKey;
import io.aiworkflow.workflow.StepPlan;

/**
 * A step through which a failure has passed.
 *
 * @param failures how often it has failed in all attempts of the run, this time included
 */
record FailedStep(StepKey key, StepPlan plan, int failures) {}
