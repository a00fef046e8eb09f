package io.aiworkflow.maintenance;

/** The maintenance jobs as JMX shows them, and what operators can do with each; jobs go by their names. */
public interface MaintenanceMXBean {
    /** One line per job: its name, when it is planned next, and how it ended last. */
    String[] getJobs();

    /** The names of those whose planned times are left out. */
    String[] getPaused();

    /** The names of those that should have succeeded by now and have not. */
    String[] getOverdue();

    /** Starts the job now, also while it is paused; returns the id of its run. */
    String run(String job);

    /** Has its planned times left out until it is resumed. */
    void pause(String job);

    void resume(String job);
}
