package io.aiworkflow.platform.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One secret in a file of its own.
 *
 * @param setting the upper-case name of the setting that it gives
 * @param text what it holds without the line ends behind it; empty when it cannot be used
 * @param finding what is wrong with it
 */
record SecretFile(String setting, Path path, Optional<String> text, Optional<Finding> finding) {
    private static final long MOST_BYTES = 64 * 1024L;
    private static final Set<PosixFilePermission> ALLOWED =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_READ);

    static SecretFile read(String setting, Path path) {
        try {
            if (Files.isDirectory(path)) {
                return unusable(setting, path, "is a folder; Docker makes one in place of a file that is missing");
            }
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                return unusable(setting, path, "is not a file");
            }
            if (Files.size(path) > MOST_BYTES) {
                return unusable(setting, path, "is larger than 64 KiB");
            }
            String text = Files.readString(path).replaceFirst("[\\r\\n]+\\z", "");
            return text.isBlank()
                    ? unusable(setting, path, "is empty")
                    : new SecretFile(setting, path, Optional.of(text), tooOpen(path));
        } catch (CharacterCodingException e) {
            return unusable(setting, path, "is not text in UTF-8");
        } catch (IOException e) {
            return unusable(
                    setting, path, "cannot be read (%s)".formatted(e.getClass().getSimpleName()));
        }
    }

    private static SecretFile unusable(String setting, Path path, String reason) {
        Finding finding = Finding.refusedInProduction(
                "The secret file %s %s.".formatted(path, reason),
                "Give it the secret and nothing else, readable for the user '%s', or remove it."
                        .formatted(System.getProperty("user.name")));
        return new SecretFile(setting, path, Optional.empty(), Optional.of(finding));
    }

    private static Optional<Finding> tooOpen(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Optional.empty();
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
        if (ALLOWED.containsAll(mode)) {
            return Optional.empty();
        }
        return Optional.of(Finding.refusedInProduction(
                "The secret file %s has the mode %s; at most %s is allowed."
                        .formatted(path, PosixFilePermissions.toString(mode), PosixFilePermissions.toString(ALLOWED)),
                "Run chmod 600 on it, or chmod 640 when the engine reads it as a member of its group."));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "%s in %s".formatted(setting, path);
    }
}
