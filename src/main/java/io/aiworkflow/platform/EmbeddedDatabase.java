package io.aiworkflow.platform;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL server as a child of the engine, with its files in the data directory. It does not pool connections
 * and does not know the schema.
 */
final class EmbeddedDatabase implements AutoCloseable {
    static final String USER = "postgres";
    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final int LOG_LINES_SHOWN = 15;

    private final Path files;
    private final Path binaries;
    private final Path logFile;
    private final Path addressFile;
    private final DirectoryLock lock;
    private final EmbeddedPostgres server;

    private EmbeddedDatabase(Path directory) {
        files = directory.resolve("postgres");
        binaries = directory.resolve("postgres-binaries");
        logFile = directory.resolve("postgres.log");
        addressFile = directory.resolve("postgres.url");
        lock = DirectoryLock.take(directory);
        EmbeddedPostgres started = null;
        try {
            OrphanServer.stop(files, binaries);
            started = start();
            Files.writeString(
                    addressFile, "postgresql://%s@127.0.0.1:%d/postgres\n".formatted(USER, started.getPort()));
            server = started;
        } catch (IOException | RuntimeException e) {
            closeQuietly(started);
            lock.close();
            throw e instanceof StartRefused refused ? refused : refused(e);
        }
    }

    /**
     * Starts the server, on the files of the last time if there are any.
     *
     * @throws StartRefused when it does not start, with what its log says
     */
    static EmbeddedDatabase start(Path directory) {
        return new EmbeddedDatabase(directory);
    }

    int port() {
        return server.getPort();
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres?ApplicationName=ai-workflow-engine".formatted(port());
    }

    String display() {
        return "embedded PostgreSQL in %s on 127.0.0.1:%d".formatted(files, port());
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(addressFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.close();
        }
    }

    private EmbeddedPostgres start() throws IOException {
        setHalfMadeFilesAside();
        boolean first = !Files.exists(files);
        if (first) {
            log.info("Creating the embedded database in {}", files);
        }
        Redirect appendToLog = Redirect.appendTo(logFile.toFile());
        return EmbeddedPostgres.builder()
                .setDataDirectory(files)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(binaries.toFile())
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setLocaleConfig("locale", "C.UTF-8")
                .setOutputRedirector(appendToLog)
                .setErrorRedirector(appendToLog)
                // The library is made for tests and switches both off.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "60")
                .setServerConfig("shared_buffers", "64MB")
                .start();
    }

    /**
     * A process that was killed while it created the files leaves some that PostgreSQL can neither use nor replace. The
     * server writes postmaster.opts when it starts, so without it there is no data yet.
     */
    private void setHalfMadeFilesAside() throws IOException {
        if (Files.exists(files) && !Files.exists(files.resolve("postmaster.opts"))) {
            Path aside =
                    files.resolveSibling("postgres.incomplete-" + Instant.now().toEpochMilli());
            Files.move(files, aside);
            log.warn("The embedded database was not completely created the last time; its files are now in {}", aside);
        }
    }

    private StartRefused refused(Exception e) {
        String last = String.join(System.lineSeparator(), lastLines());
        return new StartRefused(
                "The embedded PostgreSQL in %s did not start: %s%n%s".formatted(files, e.getMessage(), last),
                RootUser.hint()
                        .orElse("See %s, or set DATABASE_URL to use a PostgreSQL server of your own."
                                .formatted(logFile)),
                e);
    }

    private List<String> lastLines() {
        try {
            List<String> lines = Files.readAllLines(logFile);
            return lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void closeQuietly(EmbeddedPostgres started) {
        try {
            if (started != null) {
                started.close();
            }
        } catch (IOException e) {
            log.warn("The embedded PostgreSQL did not stop", e);
        }
    }
}
