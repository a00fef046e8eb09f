package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.IndexSnapshot;
import io.aiworkflow.knowledge.IndexSnapshots;
import io.aiworkflow.knowledge.VectorIndexRefused;
import io.aiworkflow.knowledge.VectorIndexUnavailable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** The folder {@code snapshots} beside the numbered ones. A copy has its name only when it is complete. */
final class LuceneSnapshots implements IndexSnapshots {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSSSSSSSS").withZone(ZoneOffset.UTC);
    private static final String INCOMPLETE = ".part";

    private final Path folder;
    private final LuceneVectorIndexes indexes;
    private final Clock clock = Clock.systemUTC();

    LuceneSnapshots(Path root, LuceneVectorIndexes indexes) {
        this.folder = root.resolve("snapshots");
        this.indexes = indexes;
    }

    @Override
    public IndexSnapshot take() {
        return attempt("take a snapshot", () -> {
            removeIncomplete();
            String name = NAME.format(clock.instant());
            Path incomplete = folder.resolve(name + INCOMPLETE);
            Files.createDirectories(incomplete);
            indexes.active().copyTo(incomplete);
            Files.move(incomplete, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            return described(folder.resolve(name));
        });
    }

    @Override
    public List<IndexSnapshot> list() {
        return attempt("list the snapshots", this::complete);
    }

    @Override
    public int keep(int newest) {
        return attempt("delete old snapshots", () -> {
            List<IndexSnapshot> all = complete();
            List<IndexSnapshot> old = all.subList(0, Math.max(0, all.size() - newest));
            for (IndexSnapshot snapshot : old) {
                FileSystemUtils.deleteRecursively(folder.resolve(snapshot.name()));
            }
            return old.size();
        });
    }

    @Override
    public void restore(String name) {
        attempt("restore a snapshot", () -> {
            if (complete().stream().noneMatch(snapshot -> snapshot.name().equals(name))) {
                throw new VectorIndexRefused("the index in %s has no snapshot '%s'".formatted(folder, name), null);
            }
            Path target = indexes.emptyPlace();
            Files.createDirectories(target);
            for (Path file : files(folder.resolve(name))) {
                link(file, target.resolve(file.getFileName()));
            }
            return null;
        });
    }

    void delete() throws IOException {
        FileSystemUtils.deleteRecursively(folder);
    }

    /** Files of an index are written once and never changed, so a second name is as good as a copy. */
    static void link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | IOException e) {
            Files.copy(from, to);
        }
    }

    private List<IndexSnapshot> complete() throws IOException {
        return files(folder).stream()
                .filter(each -> !each.getFileName().toString().endsWith(INCOMPLETE))
                .map(LuceneSnapshots::described)
                .toList();
    }

    /** What a process left behind that died while it copied. */
    private void removeIncomplete() throws IOException {
        for (Path each : files(folder)) {
            if (each.getFileName().toString().endsWith(INCOMPLETE)) {
                FileSystemUtils.deleteRecursively(each);
            }
        }
    }

    /** In the order of their names, which is that of their times. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static IndexSnapshot described(Path snapshot) {
        try {
            long bytes = 0;
            for (Path file : files(snapshot)) {
                bytes += Files.size(file);
            }
            String taken = Files.getLastModifiedTime(snapshot).toInstant().toString();
            return new IndexSnapshot(snapshot.getFileName().toString(), taken, bytes);
        } catch (IOException e) {
            throw new VectorIndexUnavailable("the snapshot %s cannot be read".formatted(snapshot), e);
        }
    }

    private <T> T attempt(String what, Attempt<T> attempt) {
        try {
            return attempt.make();
        } catch (IOException e) {
            throw new VectorIndexUnavailable(
                    "it was not possible to %s in %s: %s".formatted(what, folder, e.getMessage()), e);
        }
    }

    private interface Attempt<T> {
        T make() throws IOException;
    }
}
