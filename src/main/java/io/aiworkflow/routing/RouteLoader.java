package io.aiworkflow.routing;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.platform.RoutesProperties;
import io.aiworkflow.workflow.LoadedWorkflow;
import io.aiworkflow.workflow.StoredVersion;
import io.aiworkflow.workflow.VersionGone;
import io.aiworkflow.workflow.VersionRestorer;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Loads the authors' files when Camel has started and keeps up with the folder after that, each file on its own: one
 * that is refused never touches another. Files are not looked for below the named folders' own level.
 *
 * <p>It is no Spring lifecycle bean: Spring starts what such a bean depends on before it, and Camel would start before
 * its Java routes are added. Camel calls it instead.
 */
@Component
public class RouteLoader implements CamelContextConfiguration, VersionRestorer {
    private static final Logger LOG = LoggerFactory.getLogger(RouteLoader.class);
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final Duration RESTORED_PATIENCE = Duration.ofMinutes(5);
    private static final int MOST_RESTORED_IDLE = 20;

    private final Path directory;
    private final WorkflowCatalogue catalogue;
    private final AuthorResources resources;
    private final RouteReporter reporter;
    private final AuthorRights rights;
    private final Clock clock = Clock.systemUTC();
    private final Map<String, RefusedFile> refused = new ConcurrentSkipListMap<>();
    private final Set<String> retries = new TreeSet<>();
    private Instant nextRetry = Instant.MIN;
    private CamelContext context;
    private FolderWatch watch;
    private LoadedFiles files;
    private RestoredVersions restored;
    private volatile ScheduledExecutorService thread;
    private volatile boolean loaded;

    RouteLoader(
            RoutesProperties properties,
            AuthorRights rights,
            WorkflowCatalogue catalogue,
            AuthorResources resources,
            RouteReports reports) {
        this.directory = properties.directory();
        this.catalogue = catalogue;
        this.resources = resources;
        this.rights = rights;
        this.reporter = new RouteReporter(directory, reports, clock);
    }

    /** How much the authors of these files may do. */
    public PolicyLevel policy() {
        return rights.level();
    }

    /** The files that are not loaded as they lie on disk, by path. */
    public List<RefusedFile> refused() {
        return List.copyOf(refused.values());
    }

    /** Whether all files have been looked at since the start. */
    public boolean hasLoaded() {
        return loaded;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        DestinationTargets.open(camel, rights);
        camel.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                stop();
            }
        });
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        start(camel);
    }

    synchronized void start(CamelContext camel) {
        if (thread != null) {
            return;
        }
        if (files == null) {
            context = camel;
            loadAll();
        }
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread worker = new Thread(task, "route-loader");
            worker.setDaemon(true);
            return worker;
        });
        thread.scheduleWithFixedDelay(this::keepUp, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized void stop() {
        if (thread == null) {
            return;
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The route loader is still busy and is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    /** Loading is left to the loader's thread, so that it never meets a file that is just replaced. */
    @Override
    public LoadedWorkflow restore(StoredVersion version) throws VersionGone, InterruptedException {
        ScheduledExecutorService loader = thread;
        try {
            if (loader == null) {
                throw new RejectedExecutionException("it is not running");
            }
            return loader.submit(() -> restored.restore(version)).get();
        } catch (RejectedExecutionException e) {
            throw new InterruptedException("the route loader takes no more orders");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof VersionGone gone) {
                throw new VersionGone(gone.getMessage(), gone);
            }
            if (e.getCause() instanceof EngineException known) {
                throw known;
            }
            throw new IllegalStateException("the version could not be checked", e.getCause());
        }
    }

    private void loadAll() {
        long begin = System.nanoTime();
        if (!Files.isDirectory(directory)) {
            LOG.warn(
                    "There is no routes folder {}; set WORKFLOW_ROUTES_DIR to where it is", directory.toAbsolutePath());
        }
        watch = new FolderWatch(directory, clock);
        files = new LoadedFiles(directory, context, catalogue, resources, rights);
        restored = new RestoredVersions(files, catalogue, RESTORED_PATIENCE, MOST_RESTORED_IDLE);
        apply(watch.all());
        loaded = true;
        LOG.info(
                "Routes folder {} (policy {}): {} workflows, {} files refused, {} ms",
                directory,
                rights.level().name().toLowerCase(Locale.ROOT),
                catalogue.list().size(),
                refused.size(),
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }

    private void keepUp() {
        try {
            files.removeRetired();
            restored.removeIdle();
            Set<String> changes = watch.changes();
            if (!retries.isEmpty() && clock.instant().isAfter(nextRetry)) {
                changes.addAll(retries);
            }
            if (!changes.isEmpty()) {
                apply(changes);
            }
            reporter.send();
        } catch (RuntimeException | Error e) {
            // An escaping failure would end the watch for good.
            LOG.error("The routes folder {} could not be looked through; the next look is soon", directory, e);
        }
    }

    /** Kamelets first, then the files that changed and those that use something that did. */
    private void apply(Set<String> changes) {
        Set<String> users = new TreeSet<>();
        for (String path : changes) {
            RouteFileKind kind = kind(path);
            if (kind == null || kind == RouteFileKind.KAMELET) {
                if (kind != null) {
                    update(kind, path, false);
                }
                users.addAll(files.mentioning(kind == null ? path : kameletName(path)));
                users.addAll(refused.keySet());
                restored.kameletsChanged();
            }
        }
        Set<String> routes = new TreeSet<>(users);
        routes.addAll(changes);
        for (String path : routes) {
            RouteFileKind kind = kind(path);
            boolean done = kind == null || kind == RouteFileKind.KAMELET && changes.contains(path);
            if (!done) {
                update(kind, path, users.contains(path));
            }
        }
        files.endRound();
        restored.filesChanged();
        reporter.send();
    }

    private void update(RouteFileKind kind, String path, boolean force) {
        retries.remove(path);
        if (!Files.exists(directory.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
            files.unload(path);
            refused.remove(path);
            reporter.removed(path);
            return;
        }
        try {
            String hash = files.load(kind, path, force);
            refused.remove(path);
            reporter.loaded(path, hash);
        } catch (RouteFileRefused e) {
            refuse(path, e);
        } catch (StackOverflowError e) {
            refuse(path, new RouteFileRefused(Rule.YAML_DEPTH, 1, "it is nested too deeply to be read"));
        } catch (LoadedFiles.NotInstalled e) {
            refuse(path, new RouteFileRefused(Rule.START, e.line(), e.getMessage()));
            retries.add(path);
            nextRetry = clock.instant().plus(RETRY);
        } catch (RuntimeException e) {
            LOG.error("{} could not be checked", files.location(path), e);
            String reason = "the engine failed to check this file; its log says why";
            refuse(path, new RouteFileRefused(Rule.ENGINE, 1, reason));
        }
    }

    private void refuse(String path, RouteFileRefused why) {
        boolean serving = files.isLoaded(path);
        RefusedFile now =
                new RefusedFile(path, why.line(), why.rule().id(), why.getMessage(), clock.instant(), serving);
        RefusedFile before = refused.put(path, now);
        if (before == null || before.line() != now.line() || !before.reason().equals(now.reason())) {
            LOG.warn(
                    "Refused {}:{}: {} [{}] ({})",
                    files.location(path),
                    now.line(),
                    now.reason(),
                    now.rule(),
                    serving ? "the version loaded before keeps serving" : "nothing is loaded from it");
        }
        reporter.refused(now);
    }

    private static RouteFileKind kind(String path) {
        return Arrays.stream(RouteFileKind.values())
                .filter(kind -> path.startsWith(kind.folder() + "/"))
                .findFirst()
                .orElse(null);
    }

    private static String kameletName(String path) {
        String file = path.substring(path.indexOf('/') + 1);
        return file.contains(".") ? file.substring(0, file.indexOf('.')) : file;
    }
}
