package io.aiworkflow.workflow;

/** Loads kept versions of workflows beside the current ones; implemented where files are loaded. */
public interface VersionRestorer {
    /**
     * Loads the version, if it is not loaded already. It takes no new runs, and is removed when it was idle for a while.
     *
     * @throws VersionGone when it cannot be loaded here any more
     * @throws InterruptedException when the caller was interrupted, or this process is stopping
     */
    LoadedWorkflow restore(StoredVersion version) throws VersionGone, InterruptedException;
}
