package io.aiworkflow.routing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds what changed in the routes folder since the last look, by size, time and identity of its files. A file that is
 * still being written is passed over until it has rested. It reads no content.
 */
final class FolderWatch {
    static final List<String> FOLDERS = List.of("kamelets", "workflows", "intake", "maintenance", "schemas", "prompts");
    private static final Duration REST = Duration.ofMillis(150);

    private final Path directory;
    private final Clock clock;
    private Map<String, Stamp> known = new HashMap<>();
    private Map<String, Stamp> lastSeen = new HashMap<>();

    FolderWatch(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Everything that there is now, taken as it is. */
    Set<String> all() {
        known = scan();
        lastSeen = known;
        return new TreeSet<>(known.keySet());
    }

    /** The paths below the folder of files that came, changed or went and have come to rest since. */
    Set<String> changes() {
        Map<String, Stamp> seen = scan();
        Set<String> changed = new TreeSet<>();
        Set<String> paths = new HashSet<>(seen.keySet());
        paths.addAll(known.keySet());
        for (String path : paths) {
            Stamp stamp = seen.get(path);
            if (!Objects.equals(stamp, known.get(path)) && rests(stamp, lastSeen.get(path))) {
                changed.add(path);
                if (stamp == null) {
                    known.remove(path);
                } else {
                    known.put(path, stamp);
                }
            }
        }
        lastSeen = seen;
        return changed;
    }

    private boolean rests(Stamp stamp, Stamp before) {
        return Objects.equals(stamp, before)
                || stamp != null
                        && stamp.modified().toInstant().isBefore(clock.instant().minus(REST));
    }

    private Map<String, Stamp> scan() {
        Map<String, Stamp> stamps = new HashMap<>();
        for (String folder : FOLDERS) {
            try (Stream<Path> files = Files.list(directory.resolve(folder))) {
                files.filter(file -> isCandidate(folder, file.getFileName().toString()))
                        .forEach(file -> stamps.put(folder + "/" + file.getFileName(), stamp(file)));
            } catch (IOException | UncheckedIOException e) {
                keepKnown(folder, stamps);
            }
        }
        return stamps;
    }

    /** A folder that cannot be read for a moment has not lost its files; one that is gone has. */
    private void keepKnown(String folder, Map<String, Stamp> stamps) {
        if (Files.exists(directory.resolve(folder))) {
            known.forEach((path, stamp) -> {
                if (path.startsWith(folder + "/")) {
                    stamps.put(path, stamp);
                }
            });
        }
    }

    /** Editors leave hidden files and copies beside the real ones, and people leave notes. */
    private static boolean isCandidate(String folder, String name) {
        if (name.startsWith(".") || name.startsWith("#") || name.endsWith("~") || name.endsWith(".tmp")) {
            return false;
        }
        boolean resource = folder.equals("schemas") || folder.equals("prompts");
        return resource || name.endsWith(".yaml") || name.endsWith(".yml");
    }

    private static Stamp stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        } catch (IOException e) {
            return broken(file);
        }
    }

    private static Stamp broken(Path link) {
        try {
            FileTime modified = Files.getLastModifiedTime(link, LinkOption.NOFOLLOW_LINKS);
            return new Stamp(-1, modified, null);
        } catch (IOException e) {
            return new Stamp(-1, FileTime.fromMillis(0), null);
        }
    }

    private record Stamp(long size, FileTime modified, Object key) {}
}
