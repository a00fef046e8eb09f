package io.aiworkflow.platform.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The secret files of some folders, of which the first that holds a setting counts. */
final class SecretFiles {
    private final Set<String> known;
    private final Map<String, SecretFile> files = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private SecretFiles(Set<String> known) {
        this.known = known;
    }

    /**
     * Reads the folders.
     *
     * @param named whether an operator has named them, so that they must be there
     * @param known the names of settings
     */
    static SecretFiles read(List<Path> folders, boolean named, Set<String> known) {
        SecretFiles read = new SecretFiles(known);
        folders.forEach(folder -> read.add(folder, named));
        return read;
    }

    /** By setting; only those that can be used. */
    Map<String, SecretFile> files() {
        return files;
    }

    List<Finding> findings() {
        return findings;
    }

    private void add(Path folder, boolean named) {
        if (!Files.isDirectory(folder)) {
            if (named) {
                findings.add(Finding.refusedInProduction(
                        "The folder of secret files %s does not exist.".formatted(folder),
                        "Create it, or correct ENGINE_SECRETS_DIR."));
            }
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            checkMode(folder);
            entries.sorted().forEach(this::add);
        } catch (IOException | UncheckedIOException e) {
            findings.add(Finding.refusedInProduction(
                    "The folder of secret files %s cannot be read (%s)."
                            .formatted(folder, e.getClass().getSimpleName()),
                    "Make it readable for the user '%s'.".formatted(System.getProperty("user.name"))));
        }
    }

    private void checkMode(Path folder) throws IOException {
        boolean hasModes = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (hasModes && Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
            findings.add(Finding.refusedInProduction(
                    "Everybody may write into the folder of secret files %s.".formatted(folder),
                    "Run chmod o-w on it."));
        }
    }

    private void add(Path path) {
        String fileName = path.getFileName().toString();
        Optional<String> setting = SettingNames.ofFile(fileName);
        if (setting.isEmpty() || Files.isDirectory(path) && !isNamedLikeASecret(fileName, setting.get())) {
            return;
        }
        SecretFile file = SecretFile.read(setting.get(), path);
        SecretFile first = files.get(file.setting());
        if (first != null && file.text().isPresent()) {
            addSecond(first, file);
            return;
        }
        file.finding().ifPresent(findings::add);
        if (file.text().isPresent()) {
            files.put(file.setting(), file);
        }
    }

    /** Orchestrators put folders of their own beside the secrets. */
    private boolean isNamedLikeASecret(String fileName, String setting) {
        return fileName.endsWith(".txt") || known.contains(setting);
    }

    private void addSecond(SecretFile first, SecretFile second) {
        if (first.text().equals(second.text())) {
            return;
        }
        String problem = "%s is given by %s and, differently, by %s: the first counts."
                .formatted(first.setting(), first.path(), second.path());
        boolean sameFolder = first.path()
                .toAbsolutePath()
                .getParent()
                .equals(second.path().toAbsolutePath().getParent());
        String action = "Remove the one that is not meant.";
        findings.add(sameFolder ? Finding.refusedInProduction(problem, action) : Finding.note(problem, action));
    }
}
