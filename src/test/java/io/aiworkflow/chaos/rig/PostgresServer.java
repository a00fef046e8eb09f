package io.aiworkflow.chaos.rig;

import io.aiworkflow.testsupport.FreePorts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL server that commits to disk, on a port that stays the same, so that it can be stopped without warning
 * and started again under its clients.
 */
public final class PostgresServer implements AutoCloseable {
    private final Path files;
    private final Path log;
    private final Path programs;
    private final int port = FreePorts.next();
    private final List<String> prefix;

    /** Creates the server's files below the folder and starts it. */
    public PostgresServer(Path folder) {
        files = folder.resolve("postgres");
        log = folder.resolve("postgres.log");
        Path binaries = folder.resolve("postgres-binaries");
        createFiles(binaries);
        programs = programs(binaries);
        // PostgreSQL refuses to run as root; in a user namespace of its own it is nobody.
        boolean root = Commands.run(List.of("id", "-u")).strip().equals("0");
        prefix = root && Commands.succeeds("unshare", "-U", "true") ? List.of("unshare", "-U") : List.of();
        start();
    }

    public void start() {
        String settings = "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=on".formatted(port)
                + " -c synchronous_commit=on -c max_connections=300 -c shared_buffers=128MB";
        control("start", "-w", "-t", "60", "-l", log.toString(), "-o", settings);
    }

    /** As when the power fails: all sessions end at once and the next start recovers from the log. */
    public void stopImmediately() {
        control("stop", "-w", "-m", "immediate");
    }

    /** Stops the server without warning and starts it again after a while. */
    public void restartImmediately(Duration down) {
        stopImmediately();
        Waiting.pause(down);
        start();
    }

    public void createDatabase(String name) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name + " with (force)");
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("the database %s could not be created".formatted(name), e);
        }
    }

    public int port() {
        return port;
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    @Override
    public void close() {
        if (Files.exists(files.resolve("postmaster.pid"))) {
            control("stop", "-w", "-m", "fast");
        }
    }

    /** The library unpacks its binaries and creates the files when it starts; it is not needed afterwards. */
    private void createFiles(Path binaries) {
        try {
            Files.createDirectories(binaries);
            EmbeddedPostgres.builder()
                    .setDataDirectory(files)
                    .setCleanDataDirectory(false)
                    .setOverrideWorkingDirectory(binaries.toFile())
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setLocaleConfig("locale", "C.UTF-8")
                    .start()
                    .close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path programs(Path binaries) {
        try (Stream<Path> found = Files.walk(binaries, 3)) {
            return found.filter(path -> path.endsWith("bin/pg_ctl"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("there is no pg_ctl below " + binaries))
                    .getParent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void control(String verb, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(programs.resolve("pg_ctl").toString(), verb, "-D", files.toString()));
        command.addAll(List.of(arguments));
        try {
            // The server inherits the output, so it must not be a pipe that somebody waits for.
            int code = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("pg_ctl %s ended with %d, see %s".formatted(verb, code, log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
