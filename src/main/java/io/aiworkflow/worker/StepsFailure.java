package io.aiworkflow.worker;

import io.aiworkflow.failure.EngineException;
import java.util.List;

/** A failure together with the steps through which it has passed, the innermost first. */
record StepsFailure(EngineException failure, List<FailedStep> steps) {}
