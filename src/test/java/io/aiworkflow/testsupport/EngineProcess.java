package io.aiworkflow.testsupport;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The engine in a process of its own, as a user starts it, so that a test can kill it. */
public final class EngineProcess implements AutoCloseable {
    /** Settings with which the runs of a killed engine are free soon. */
    private static final List<String> QUICK_LEASE =
            List.of("--engine.worker.lease=3s", "--engine.worker.renew-every=1s", "--engine.worker.reap-every=1s");

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final Path directory;
    private final Map<String, String> environment;
    private final List<String> settings;
    private final int port = FreePorts.next();
    private Path newerClasses;
    private Process process;

    /** @param directory where the engine is started and keeps its data */
    public EngineProcess(Path directory, Map<String, String> environment) {
        this(directory, environment, Map.of());
    }

    private EngineProcess(Path directory, Map<String, String> environment, Map<String, String> settings) {
        this.directory = directory;
        this.environment = environment;
        this.settings = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    /**
     * One of several processes on one database.
     *
     * @param directory its own, for its log and files
     * @param roles as in {@code ENGINE_ROLES}
     * @param database {@link TestDatabase#settings}, the same for all of them
     */
    public static EngineProcess withRoles(String roles, Path directory, Path routes, Map<String, String> database) {
        return new EngineProcess(
                directory, Map.of("ENGINE_ROLES", roles, "WORKFLOW_ROUTES_DIR", routes.toString()), database);
    }

    /**
     * Makes it another version of the engine.
     *
     * @param classes a folder with the classes that it has in place of this version's
     */
    public EngineProcess inVersion(Path classes) {
        newerClasses = classes;
        return this;
    }

    /** Starts the engine with a lease so short that a later start soon has the runs of a killed one. */
    public EngineClient startWithQuickLease() {
        return start(QUICK_LEASE.toArray(String[]::new));
    }

    /** Starts the engine and waits until it is healthy. */
    public EngineClient start(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                // They live for seconds, in which the second compiler costs more than it brings.
                "-XX:TieredStopAtLevel=1"));
        EngineClasses classes = classes();
        command.addAll(newerClasses == null ? classes.options() : classes.optionsWith(newerClasses));
        command.add("io.aiworkflow.EngineApplication");
        command.addAll(settings);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log()));
        // The outside systems of tests are on this machine.
        builder.environment().put("ENGINE_EGRESS_ALLOW", "127.0.0.1");
        builder.environment().put("ADMIN_PASSWORD_FILE", TestLogin.PASSWORD_FILE.toString());
        builder.environment().putAll(environment);
        builder.environment().put("ENGINE_PORT", String.valueOf(port));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        EngineClient client = new EngineClient(port);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the engine ended with " + process.exitValue() + ", see " + log());
            }
            return isHealthy(client);
        });
        if (newerClasses == null) {
            classes.archive(process);
        }
        return client;
    }

    /** As {@code kill -9} does it. */
    public void kill() {
        process.destroyForcibly();
        waitForEnd();
    }

    /** As SIGTERM does it; gives the exit code. */
    public int stop() {
        process.destroy();
        waitForEnd();
        return process.exitValue();
    }

    /** Sends SIGTERM and does not wait. */
    public void terminate() {
        process.destroy();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public int port() {
        return port;
    }

    public File log() {
        return directory.resolve("engine.log").toFile();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            stop();
        }
    }

    private static EngineClasses classes() {
        try {
            return EngineClasses.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void waitForEnd() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the engine does not end, see " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isHealthy(EngineClient client) {
        try {
            return client.get("/api/v1/health").status() == 200;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
