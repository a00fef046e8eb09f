package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.EmbeddingSpace;
import io.aiworkflow.knowledge.ModelIndexes;
import io.aiworkflow.knowledge.VectorIndexUnavailable;
import io.aiworkflow.knowledge.VectorIndexes;
import io.aiworkflow.platform.DataProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The folder {@code index} for the model in this process, and in it one folder for each other model. */
final class LuceneModelIndexes implements ModelIndexes {
    private final Path root;
    private final Path models;
    private final Map<Path, LuceneVectorIndexes> opened = new ConcurrentHashMap<>();

    LuceneModelIndexes(DataProperties properties) {
        this.root = properties.directory().resolve("index");
        this.models = root.resolve("models");
    }

    @Override
    public VectorIndexes of(EmbeddingSpace space) {
        return at(space.isOwn() ? root : models.resolve(space.label()));
    }

    @Override
    public Map<String, VectorIndexes> others() {
        Map<String, VectorIndexes> others = new HashMap<>();
        for (Path folder : entries(models)) {
            String name = folder.getFileName().toString();
            // What was dropped leaves an empty folder.
            if (EmbeddingSpace.isLabel(name) && !entries(folder).isEmpty()) {
                others.put(name, at(folder));
            }
        }
        return others;
    }

    private VectorIndexes at(Path place) {
        return opened.computeIfAbsent(place, LuceneVectorIndexes::new);
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new VectorIndexUnavailable(
                    "the folder of indexes %s cannot be read: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** The files stay; the next use opens them again. */
    void close() {
        opened.values().forEach(LuceneVectorIndexes::close);
    }
}
