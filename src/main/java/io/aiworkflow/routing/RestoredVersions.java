package io.aiworkflow.routing;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.workflow.LoadedWorkflow;
import io.aiworkflow.workflow.StoredVersion;
import io.aiworkflow.workflow.VersionGone;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kept versions that are loaded because unfinished runs need them. They stay while they are executed now and then,
 * and few of them when they are not. Used by one thread.
 */
final class RestoredVersions {
    private static final Logger LOG = LoggerFactory.getLogger(RestoredVersions.class);
    private static final int MOST_GONE = 1000;

    private final LoadedFiles files;
    private final WorkflowCatalogue catalogue;
    private final Duration patience;
    private final int mostIdle;
    private final List<LoadedFile> fresh = new ArrayList<>();
    private final List<LoadedFile> stale = new ArrayList<>();
    private final Map<String, VersionGone> gone = new HashMap<>();

    /**
     * @param patience after this time without an execution a version is removed
     * @param mostIdle how many versions are kept without an execution before that
     */
    RestoredVersions(LoadedFiles files, WorkflowCatalogue catalogue, Duration patience, int mostIdle) {
        this.files = files;
        this.catalogue = catalogue;
        this.patience = patience;
        this.mostIdle = mostIdle;
    }

    /**
     * The version, loaded now if it is not yet.
     *
     * @throws VersionGone when a rule or something that it uses stands against it; remembered until files change
     */
    LoadedWorkflow restore(StoredVersion version) throws VersionGone {
        var loaded = catalogue.find(version.workflow(), version.version());
        if (loaded.isPresent()) {
            return loaded.get();
        }
        String reference = version.workflow() + "@" + version.version();
        VersionGone known = gone.get(reference);
        if (known != null) {
            throw known;
        }
        try {
            LoadedFile file = files.restore(version);
            fresh.add(file);
            removeSurplus();
            return file.workflow().orElseThrow();
        } catch (RouteFileRefused e) {
            throw refuse(reference, new VersionGone("line %d: %s".formatted(e.line(), e.getMessage()), e));
        } catch (StackOverflowError e) {
            throw refuse(reference, new VersionGone("it is nested too deeply to be read", e));
        } catch (LoadedFiles.NotInstalled e) {
            throw new TransientException(
                    ErrorCode.WORKFLOW_VERSION_GONE,
                    "the version %s could not be started now: %s".formatted(reference, e.getMessage()),
                    null,
                    e);
        }
    }

    /** What stood against a version may have passed. */
    void filesChanged() {
        gone.clear();
    }

    /** The loaded ones were built with Kamelets that have changed; the next executions shall have the new ones. */
    void kameletsChanged() {
        stale.addAll(fresh);
        fresh.clear();
    }

    void removeIdle() {
        stale.removeIf(file -> removed(file, Duration.ZERO));
        fresh.removeIf(file -> removed(file, patience));
    }

    /** Those that are executed do not count: the worker's threads are their limit. */
    private void removeSurplus() {
        List<LoadedFile> oldestFirst = fresh.subList(0, fresh.size() - 1).stream()
                .sorted(Comparator.comparingLong(
                        file -> file.workflow().orElseThrow().lastUsed()))
                .toList();
        for (LoadedFile file : oldestFirst) {
            if (fresh.size() > mostIdle && removed(file, Duration.ZERO)) {
                fresh.remove(file);
            }
        }
    }

    private boolean removed(LoadedFile file, Duration idleFor) {
        boolean idle = file.workflow().orElseThrow().closeIfIdle(idleFor);
        if (idle) {
            files.remove(file);
        }
        return idle;
    }

    private VersionGone refuse(String reference, VersionGone reason) {
        if (gone.size() < MOST_GONE) {
            gone.put(reference, reason);
        }
        LOG.warn("The version {} cannot be restored: {}", reference, reason.getMessage());
        return reason;
    }
}
