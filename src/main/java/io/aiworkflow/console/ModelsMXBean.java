package io.aiworkflow.console;

/** The model servers and the calls of this process, as JMX shows them. */
public interface ModelsMXBean {
    /** A line for each server: its address, whether it answers, and its calls. Up to 15 seconds old. */
    String[] getServers();

    /** Calls that have a place. */
    int getCallsRunning();

    /** Calls that wait for one. */
    int getCallsWaiting();
}
