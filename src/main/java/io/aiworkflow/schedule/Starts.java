package io.aiworkflow.schedule;

import io.aiworkflow.run.NewRun;

/** Makes the run that a firing starts. */
interface Starts {
    /** @throws io.aiworkflow.failure.EngineException when it cannot be started; its message is the reason */
    NewRun of(Schedule schedule);
}
