package io.aiworkflow.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL server that a test may stop without warning and start again with the same files on the same port. */
public final class FragileDatabase implements AutoCloseable {
    private final Path files;
    private final Path log;
    private final Path control;
    private final int port;

    /** @param directory where its files are */
    public FragileDatabase(Path directory) {
        this.files = directory.resolve("postgres");
        this.log = directory.resolve("postgres.log");
        Path binaries = directory.resolve("binaries");
        try {
            Files.createDirectories(binaries);
            createFiles(binaries);
            this.control = controlIn(binaries)
                    // The library unpacks once in a process, be it here or for another test's database.
                    .or(() -> controlIn(Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg")))
                    .orElseThrow();
            this.port = FreePorts.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    private static Optional<Path> controlIn(Path binaries) {
        try (Stream<Path> found = Files.walk(binaries, 3)) {
            return found.filter(path -> path.endsWith("bin/pg_ctl")).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** The address that the engine is given; the user is {@code postgres}, without a password. */
    public String url() {
        return "postgresql://postgres@127.0.0.1:%d/postgres".formatted(port);
    }

    /** Starts the server, and returns when it answers. */
    public void start() {
        run("start", "-t", "60", "-l", log.toString(), "-o", "-p %d -k ''".formatted(port));
    }

    /** As when the power fails: all sessions end at once, and the next start recovers from the log. */
    public void crash() {
        run("stop", "-m", "immediate");
    }

    @Override
    public void close() {
        if (Files.exists(files.resolve("postmaster.pid"))) {
            crash();
        }
    }

    /** The library knows how; it is not needed afterwards. */
    private void createFiles(Path binaries) throws IOException {
        EmbeddedPostgres.builder()
                .setDataDirectory(files)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(binaries.toFile())
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setLocaleConfig("locale", "C.UTF-8")
                .start()
                .close();
    }

    private void run(String verb, String... arguments) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it does not see that it does.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(control.toString(), verb, "-w", "-D", files.toString()));
        command.addAll(List.of(arguments));
        try {
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
