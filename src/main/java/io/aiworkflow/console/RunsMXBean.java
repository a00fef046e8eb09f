package io.aiworkflow.console;

/** All runs that there are, as JMX shows them. The figures are up to 5 seconds old. */
public interface RunsMXBean {
    long getSucceeded();

    long getFailed();

    long getCancelled();

    /** Workers whose lease has not ended. */
    long getWorkersAlive();

    /** The names of the workflows that are loaded in this process. */
    String[] getWorkflows();
}
