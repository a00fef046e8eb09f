package io.aiworkflow.chaos.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One process of the engine that can be killed, stopped, frozen and thawed. */
public final class EngineNode implements AutoCloseable {
    /** The exit code of a node that halted at the point that was named for it. */
    public static final int HALTED = 86;

    private static final Duration PATIENCE = Duration.ofSeconds(300);

    private final String name;
    private final int port;
    private final Path log;
    private final Path ready;
    private final Process process;
    private boolean frozen;

    private EngineNode(String name, int port, Path folder, Process process) {
        this.name = name;
        this.port = port;
        this.log = folder.resolve(name + ".log");
        this.ready = folder.resolve(name + ".ready");
        this.process = process;
    }

    static EngineNode start(String name, int port, Path folder, List<String> command, Map<String, String> environment) {
        try {
            Files.createDirectories(folder);
            for (String ending : List.of(".ready", ".at-door", ".let-in")) {
                Files.deleteIfExists(folder.resolve(name + ending));
            }
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve(name + ".log").toFile()));
            builder.environment().putAll(environment);
            return new EngineNode(name, port, folder, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the node works. */
    public EngineNode awaitReady() {
        Waiting.until(name + " is ready", PATIENCE, () -> Files.exists(ready) || !process.isAlive());
        if (!Files.exists(ready)) {
            throw new IllegalStateException("%s ended with %d, see %s".formatted(name, process.exitValue(), log));
        }
        return this;
    }

    /** Waits until a node that has to be let in stands at the door, its routes loaded. */
    public EngineNode awaitAtDoor() {
        Waiting.until(name + " is at the door", PATIENCE, () -> Files.exists(file(".at-door")) || !process.isAlive());
        if (!Files.exists(file(".at-door"))) {
            throw new IllegalStateException("%s ended with %d, see %s".formatted(name, process.exitValue(), log));
        }
        return this;
    }

    public void letIn() {
        try {
            Files.createFile(file(".let-in"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String ending) {
        return log.resolveSibling(name + ending);
    }

    /** As {@code kill -9} does it. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(PATIENCE);
    }

    /** SIGTERM, without waiting for what it does. */
    public void terminate() {
        process.destroy();
    }

    public void freeze() {
        frozen = true;
        Commands.signal("STOP", pid());
    }

    public void thaw() {
        frozen = false;
        Commands.signal("CONT", pid());
    }

    /** The exit code. */
    public int awaitEnd(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("%s does not end within %s, see %s".formatted(name, atMost, log));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many lines of the log hold the text. */
    public long logged(String text) {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(text)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            if (frozen) {
                thaw();
            }
            kill();
        }
    }
}
