package io.aiworkflow.routing;

import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.workflow.LoadedWorkflow;
import io.aiworkflow.workflow.StoredVersion;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that are loaded into the application's Camel context. A workflow is replaced side by side: the new version
 * is started, takes over new runs, and the old one is removed once its last execution has left. Used by one thread.
 */
final class LoadedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedFiles.class);

    private final Path directory;
    private final CamelContext context;
    private final WorkflowCatalogue catalogue;
    private final AuthorResources resources;
    private final AuthorRights rights;
    private final RouteFileValidator validator;
    private final RouteInstaller installer;
    private final Map<String, RouteFile> kamelets = new TreeMap<>();
    private final Map<String, KameletDefinition> definitions = new TreeMap<>();
    private final Map<String, LoadedFile> routes = new TreeMap<>();
    private final Map<String, Integer> generations = new TreeMap<>();
    private final List<LoadedFile> retiring = new ArrayList<>();
    private ScratchContext scratch;

    LoadedFiles(
            Path directory,
            CamelContext context,
            WorkflowCatalogue catalogue,
            AuthorResources resources,
            AuthorRights rights) {
        this.directory = directory;
        this.context = context;
        this.catalogue = catalogue;
        this.resources = resources;
        this.rights = rights;
        this.validator = new RouteFileValidator(context, resources, rights);
        this.installer = new RouteInstaller(context);
    }

    boolean isLoaded(String path) {
        return kamelets.containsKey(path) || routes.containsKey(path);
    }

    /** The route files whose text names the Kamelet, prompt or schema. */
    List<String> mentioning(String name) {
        return routes.entrySet().stream()
                .filter(entry -> entry.getValue().mentions(name))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Loads the file as it lies on disk, in place of what was loaded from it before.
     *
     * @param force loads it even though its text did not change, because something that it uses did
     * @return SHA-256 of the file
     * @throws RouteFileRefused when it breaks a rule; nothing has changed then
     * @throws NotInstalled when it is right but could not be started; nothing has changed then either
     */
    String load(RouteFileKind kind, String path, boolean force) throws RouteFileRefused, NotInstalled {
        RouteFile file = RouteFile.read(directory, kind, path);
        RouteFile before = kind == RouteFileKind.KAMELET
                ? kamelets.get(path)
                : Optional.ofNullable(routes.get(path)).map(LoadedFile::file).orElse(null);
        if (!force && before != null && before.text().equals(file.text())) {
            return file.hash();
        }
        validator.check(file, definitions);
        tryOut(file);
        try {
            switch (kind) {
                case KAMELET -> replaceKamelet(file);
                case WORKFLOW, MAINTENANCE -> replaceWorkflow(file);
                case INTAKE -> replaceIntake(file);
            }
        } catch (Exception e) {
            throw new NotInstalled(TrialFailures.explain(file, e));
        }
        LOG.info("{} {}", before == null ? "Loaded" : "Reloaded", location(path));
        return file.hash();
    }

    /**
     * Starts a kept version beside whatever is loaded of its file, which stays untouched.
     *
     * @throws RouteFileRefused when its text breaks a rule of today, or something that it uses is gone
     * @throws NotInstalled when it is right but could not be started
     */
    LoadedFile restore(StoredVersion version) throws RouteFileRefused, NotInstalled {
        RouteFile file = RouteFile.of(version, directory);
        validator.check(file, definitions);
        tryOut(file);
        try {
            InstalledRoutes installed = install(file);
            LOG.info("Restored version {} of {}", version.version(), location(file.path()));
            return new LoadedFile(file, installed, catalogue.find(version.workflow(), version.version()));
        } catch (Exception e) {
            throw new NotInstalled(TrialFailures.explain(file, e));
        } finally {
            endRound();
        }
    }

    /** Removes the routes of a restored version, in which nothing may be executing. */
    void remove(LoadedFile restored) {
        installer.remove(restored.routes());
        LOG.debug("Removed a restored version of {}", restored.file().path());
    }

    /**
     * Takes the file's routes out of service; a workflow's executions that are under way still finish.
     *
     * @return whether there was anything
     */
    boolean unload(String path) {
        LoadedFile loaded = routes.remove(path);
        RouteFile kamelet = kamelets.remove(path);
        if (loaded != null) {
            retire(loaded);
            LOG.info("Retired {}, which was deleted", location(path));
        }
        if (kamelet != null) {
            definitions.remove(kamelet.name());
            try {
                installer.removeTemplate(kamelet.name());
                LOG.info("Removed {}, which was deleted", location(path));
            } catch (Exception e) {
                LOG.warn("{} could not be removed: {}", location(path), e.getMessage());
            }
        }
        return loaded != null || kamelet != null;
    }

    /** Removes the replaced and deleted workflows that nothing executes any more. */
    void removeRetired() {
        retiring.removeIf(loaded -> {
            boolean idle = loaded.workflow().map(LoadedWorkflow::closeIfIdle).orElse(true);
            if (idle) {
                installer.remove(loaded.routes());
                // A route that an operator has stopped does not do so itself.
                loaded.workflow().ifPresent(catalogue::remove);
                LOG.debug("Removed the routes of an earlier {}", loaded.file().path());
            }
            return idle;
        });
    }

    /** Gives back what the trials of one round needed. */
    void endRound() {
        if (scratch != null) {
            scratch.close();
            scratch = null;
        }
    }

    String location(String path) {
        return directory.resolve(path).toString();
    }

    private void tryOut(RouteFile file) throws RouteFileRefused {
        try {
            if (scratch == null) {
                scratch = new ScratchContext(context, resources, rights);
                scratch.addKamelets(kamelets.values());
            }
            if (file.kind() == RouteFileKind.KAMELET) {
                scratch.tryKamelet(file);
            } else {
                scratch.tryRoutes(file);
            }
        } catch (Exception e) {
            endRound();
            throw TrialFailures.explain(file, e);
        }
    }

    private void replaceKamelet(RouteFile file) throws Exception {
        installer.removeTemplate(file.name());
        try {
            installer.addTemplate(file);
            kamelets.put(file.path(), file);
            definitions.put(file.name(), KameletDefinition.of(file));
        } catch (Exception e) {
            installer.removeTemplate(file.name());
            if (kamelets.containsKey(file.path())) {
                installer.addTemplate(kamelets.get(file.path()));
            }
            throw e;
        }
    }

    private void replaceWorkflow(RouteFile file) throws Exception {
        InstalledRoutes installed = install(file);
        LoadedFile old = routes.put(file.path(), new LoadedFile(file, installed, catalogue.current(file.name())));
        if (old != null) {
            retire(old);
        }
    }

    /** A path can be served only once, so the old doors close before the new ones open. */
    private void replaceIntake(RouteFile file) throws Exception {
        LoadedFile old = routes.remove(file.path());
        if (old != null) {
            installer.remove(old.routes());
        }
        try {
            installIntake(file);
        } catch (Exception e) {
            if (old != null) {
                installIntake(old.file());
            }
            throw e;
        }
    }

    private void installIntake(RouteFile file) throws Exception {
        InstalledRoutes installed = install(file);
        routes.put(file.path(), new LoadedFile(file, installed, Optional.empty()));
    }

    private void retire(LoadedFile loaded) {
        loaded.workflow().ifPresent(catalogue::retire);
        retiring.add(loaded);
        retiring.sort(Comparator.comparing(each -> each.file().path()));
        removeRetired();
    }

    private InstalledRoutes install(RouteFile file) throws Exception {
        Map<String, RouteFile> byName = new TreeMap<>();
        kamelets.values().forEach(kamelet -> byName.put(kamelet.name(), kamelet));
        int generation = generations.merge(file.path(), 1, Integer::sum);
        return installer.install(file, generation, HeaderUse.of(file, byName, resources));
    }

    /** The file is right, but the application could not start its routes now; trying again later can help. */
    static final class NotInstalled extends Exception {
        private static final long serialVersionUID = 1L;

        private final int line;

        NotInstalled(RouteFileRefused cause) {
            super(cause.getMessage(), cause);
            this.line = cause.line();
        }

        int line() {
            return line;
        }
    }
}
