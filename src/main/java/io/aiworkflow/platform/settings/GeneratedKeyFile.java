package io.aiworkflow.platform.settings;

import io.aiworkflow.platform.StartRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The master key that the engine makes for itself in its data folder, where nobody has given it one. */
final class GeneratedKeyFile {
    private static final Logger log = LoggerFactory.getLogger(GeneratedKeyFile.class);
    private static final Object ONE_OF_THIS_PROCESS = new Object();
    private static final String NAME = "master.key";

    private final Path path;

    GeneratedKeyFile(Path data) {
        this.path = data.resolve(NAME);
    }

    Path path() {
        return path;
    }

    /** The key, if it was made before. */
    Optional<MasterKey> read() {
        if (Files.notExists(path)) {
            return Optional.empty();
        }
        SecretFile file = SecretFile.read("MASTER_KEY", path);
        file.finding().ifPresent(finding -> log.warn("{} {}", finding.problem(), finding.action()));
        try {
            List<MasterKey> keys = MasterKey.parseAll(file.text().orElse(""));
            if (keys.size() == 1) {
                return Optional.of(keys.get(0));
            }
        } catch (IllegalArgumentException e) {
            throw broken(e);
        }
        throw broken(null);
    }

    /** Processes that start at the same moment get the same key: one makes it while the others wait. */
    MasterKey readOrMake() {
        synchronized (ONE_OF_THIS_PROCESS) {
            try {
                Files.createDirectories(path.getParent());
                try (FileChannel lock = FileChannel.open(
                        path.resolveSibling(NAME + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    lock.lock();
                    if (Files.notExists(path)) {
                        make();
                    }
                }
            } catch (IOException e) {
                throw new StartRefused(
                        "The master key %s cannot be made (%s).".formatted(path, e),
                        "Make the folder writable for the user '%s', or set MASTER_KEY."
                                .formatted(System.getProperty("user.name")),
                        e);
            }
        }
        return read().orElseThrow(() -> broken(null));
    }

    /** Whoever sees the file sees it whole, and it is on the disk before anything was sealed with it. */
    private void make() throws IOException {
        byte[] key = new byte[MasterKey.LEAST_BYTES];
        new SecureRandom().nextBytes(key);
        String text = Base64.getEncoder().encodeToString(key) + "\n";
        Path half = path.resolveSibling(NAME + ".half");
        Files.deleteIfExists(half);
        try (FileChannel channel =
                FileChannel.open(half, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersOnly())) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(half, path, StandardCopyOption.ATOMIC_MOVE);
        forceFolder();
        log.info(
                "Made a master key in {}. Keep a copy of it apart from the database: secrets that are stored cannot be"
                        + " opened without it",
                path);
    }

    private FileAttribute<?>[] ownersOnly() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private void forceFolder() {
        try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            log.debug("The folder of {} cannot be forced to the disk here", path);
        }
    }

    private StartRefused broken(Exception cause) {
        return new StartRefused(
                "The file %s does not hold a master key.".formatted(path),
                "Bring back the copy of it. Without one, remove the file: what was sealed with it is lost.",
                cause);
    }
}
