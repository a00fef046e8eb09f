package io.aiworkflow.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second engine out of a data directory. The operating system frees the lock when the process ends, however it
 * ends.
 */
final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws StartRefused when another engine has it, or the directory cannot be written */
    static DirectoryLock take(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(
                    directory.resolve("engine.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return new DirectoryLock(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new StartRefused(
                    "The data directory %s cannot be written (%s).".formatted(directory, e),
                    "Make it writable for the user '%s', or set ENGINE_DATA_DIR to another directory."
                            .formatted(System.getProperty("user.name")),
                    e);
        }
        throw new StartRefused(
                "Another engine is running on the data directory %s.".formatted(directory),
                "Stop that engine first, set ENGINE_DATA_DIR to another directory, or give both one PostgreSQL server with"
                        + " DATABASE_URL.");
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
