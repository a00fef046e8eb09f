package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.IndexSides;
import io.aiworkflow.knowledge.IndexSnapshots;
import io.aiworkflow.knowledge.VectorIndex;
import io.aiworkflow.knowledge.VectorIndexUnavailable;
import io.aiworkflow.knowledge.VectorIndexes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Indexes of Lucene in numbered folders beside each other. A file names the one that is searched: those of higher
 * numbers are in the making, those of lower ones were before.
 */
final class LuceneVectorIndexes implements VectorIndexes {
    private final Path root;
    private final LuceneFolders folders;
    private final LuceneSnapshots snapshots;
    private final Map<Integer, LuceneVectorIndex> opened = new ConcurrentHashMap<>();

    LuceneVectorIndexes(Path root) {
        this.root = root;
        this.folders = new LuceneFolders(root);
        this.snapshots = new LuceneSnapshots(root, this);
    }

    @Override
    public LuceneVectorIndex active() {
        return index(folders.active());
    }

    @Override
    public synchronized VectorIndex building() {
        return index(folders.building().orElse(folders.active() + 1));
    }

    @Override
    public synchronized void discard() {
        folders.building().ifPresent(this::delete);
    }

    @Override
    public synchronized boolean activate() {
        OptionalInt building = folders.building();
        OptionalInt older = folders.previous();
        building.ifPresent(this::makeActive);
        if (building.isPresent()) {
            older.ifPresent(this::delete);
        }
        return building.isPresent();
    }

    @Override
    public synchronized boolean revert() {
        OptionalInt previous = folders.previous();
        int present = folders.active();
        discard();
        previous.ifPresent(this::makeActive);
        if (previous.isPresent()) {
            delete(present);
        }
        return previous.isPresent();
    }

    @Override
    public synchronized boolean confirm() {
        OptionalInt previous = folders.previous();
        previous.ifPresent(this::delete);
        return previous.isPresent();
    }

    @Override
    public synchronized void drop() {
        discard();
        confirm();
        delete(folders.active());
        try {
            snapshots.delete();
            folders.delete();
        } catch (IOException e) {
            throw new VectorIndexUnavailable(
                    "the indexes in %s could not be deleted: %s".formatted(root, e.getMessage()), e);
        }
    }

    @Override
    public synchronized IndexSides sides() {
        return new IndexSides(Integer.toString(folders.active()), name(folders.building()), name(folders.previous()));
    }

    @Override
    public IndexSnapshots snapshots() {
        return snapshots;
    }

    /** Where the index in the making is to be, after any that was in the making is given up. */
    synchronized Path emptyPlace() {
        discard();
        return folders.path(folders.active() + 1);
    }

    /** The files stay; the next use opens them again. */
    void close() {
        opened.values().forEach(LuceneVectorIndex::close);
        opened.clear();
        folders.forget();
    }

    private LuceneVectorIndex index(int number) {
        return opened.computeIfAbsent(number, n -> new LuceneVectorIndex(folders.path(n)));
    }

    private void makeActive(int number) {
        try {
            folders.makeActive(number);
        } catch (IOException e) {
            throw new VectorIndexUnavailable(
                    "searches in %s could not be moved to index %d: %s".formatted(root, number, e.getMessage()), e);
        }
    }

    private void delete(int number) {
        try {
            index(number).delete();
            opened.remove(number);
        } catch (IOException e) {
            throw new VectorIndexUnavailable(
                    "index %d in %s could not be deleted: %s".formatted(number, root, e.getMessage()), e);
        }
    }

    private static String name(OptionalInt number) {
        return Optional.of(number)
                .filter(OptionalInt::isPresent)
                .map(present -> Integer.toString(present.getAsInt()))
                .orElse(null);
    }
}
