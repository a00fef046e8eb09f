package io.aiworkflow.console;

import java.util.Map;

/** The queue of all processes, as JMX shows it. The figures are up to 5 seconds old. */
public interface QueueMXBean {
    long getQueued();

    long getRunning();

    long getWaiting();

    /** How many runs of each user are queued. */
    Map<String, Integer> getQueuedByUser();

    /** The workflows whose routes are stopped in this process, so that their runs wait. */
    String[] getStoppedWorkflows();

    /** Has idle workers look for due runs now instead of with their next poll. */
    void wakeWorkers();
}
