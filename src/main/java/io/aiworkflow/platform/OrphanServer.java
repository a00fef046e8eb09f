package io.aiworkflow.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds and stops the PostgreSQL server that an engine left running when it was killed. It touches no process whose
 * program is not ours.
 */
final class OrphanServer {
    private static final Logger log = LoggerFactory.getLogger(OrphanServer.class);
    private static final int PATIENCE_SECONDS = 20;

    private OrphanServer() {}

    /** @throws StartRefused when such a server runs and does not stop */
    static void stop(Path files, Path binaries) {
        Optional<ProcessHandle> orphan = find(files, binaries);
        if (orphan.isEmpty()) {
            return;
        }
        long pid = orphan.get().pid();
        log.info("Stopping the PostgreSQL server {} that an engine left behind when it was killed", pid);
        try {
            interrupt(pid);
            orphan.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new StartRefused(
                    "The PostgreSQL server with process id %d still runs on %s and does not stop."
                            .formatted(pid, files),
                    "Stop it by hand: kill -INT %d".formatted(pid),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefused("The start was interrupted.", "Start the engine again.", e);
        }
    }

    private static Optional<ProcessHandle> find(Path files, Path binaries) {
        return serverId(files.resolve("postmaster.pid"))
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .command()
                        .filter(command -> isBelow(binaries, command))
                        .isPresent());
    }

    private static boolean isBelow(Path binaries, String command) {
        try {
            return Path.of(command).startsWith(binaries.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Long> serverId(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(lines.get(0).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** SIGINT means "end all sessions and stop" to PostgreSQL; Java itself can only send SIGTERM, which waits for them. */
    private static void interrupt(long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor();
    }
}
