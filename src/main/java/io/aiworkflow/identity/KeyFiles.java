package io.aiworkflow.identity;

import io.aiworkflow.failure.Redaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Secrets in files, one each, whose names begin with {@code jwt}, in the first of some folders that has any. The folders
 * may hold other secrets too, and need not exist.
 */
final class KeyFiles {
    private static final String BEGINNING = "jwt";
    private static final long LARGEST = 4096;

    private final List<Path> directories;

    KeyFiles(List<String> directories) {
        this.directories = directories.stream()
                .map(String::strip)
                .filter(directory -> !directory.isEmpty())
                .map(Path::of)
                .toList();
    }

    /**
     * What the files hold now. Empty files are passed over.
     *
     * @throws UncheckedIOException when there are files that cannot be read
     */
    List<KeyMaterial> read() {
        return directories.stream()
                .filter(Files::isDirectory)
                .map(KeyFiles::read)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<KeyMaterial> read(Path directory) {
        List<KeyMaterial> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(KeyFiles::isKeyFile).sorted().toList()) {
                secret(file).ifPresent(found::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Optional<KeyMaterial> secret(Path file) throws IOException {
        Instant modified = Files.getLastModifiedTime(file).toInstant();
        if (Files.size(file) > LARGEST) {
            throw new IOException("%s is too large for a secret".formatted(file));
        }
        String secret = Files.readString(file).strip();
        // A file that comes while the engine runs is not among the settings that it knows as secrets. What is weak,
        // perhaps
        // because it is half written, could be a word of any text.
        if (SecretStrength.weakness(secret).isEmpty()) {
            Redaction.learn(List.of(secret));
        }
        return secret.isEmpty() ? Optional.empty() : Optional.of(new KeyMaterial(secret, modified, file.toString()));
    }

    /** Editors leave copies beside the real files. */
    private static boolean isKeyFile(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(BEGINNING) && !name.endsWith("~") && !name.endsWith(".tmp") && Files.isRegularFile(file);
    }
}
