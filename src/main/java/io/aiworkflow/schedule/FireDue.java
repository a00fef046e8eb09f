package io.aiworkflow.schedule;

import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** The name under which Quartz stores what it wakes the engine for; never renamed. Processes give it a body of their own. */
public final class FireDue implements Job {
    @Override
    public void execute(JobExecutionContext context) {
        throw new UnsupportedOperationException("this job is made by the engine");
    }
}
