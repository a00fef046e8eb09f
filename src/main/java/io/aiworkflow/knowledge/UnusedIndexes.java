package io.aiworkflow.knowledge;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Drops the indexes of embedding models by which no document is embedded any more. What is stored is compared with what the
 * database knows, so nothing has to be noted when the last document goes, and whatever was cut off is done the next time.
 */
@Component
class UnusedIndexes {
    private static final Logger LOG = LoggerFactory.getLogger(UnusedIndexes.class);

    private final ModelIndexes indexes;
    private final IndexSpaces spaces;
    private final IndexFollower follower;
    private final JdbcDocumentStore store;

    UnusedIndexes(ModelIndexes indexes, IndexSpaces spaces, IndexFollower follower, JdbcDocumentStore store) {
        this.indexes = indexes;
        this.spaces = spaces;
        this.follower = follower;
        this.store = store;
    }

    /** That of the model in this process stays, be it empty. Returns the labels of those that went. */
    List<String> drop() {
        Map<String, VectorIndexes> unused = new TreeMap<>(indexes.others());
        unused.keySet().removeAll(used());
        unused.entrySet().removeIf(each -> !drop(each.getKey(), each.getValue()));
        return List.copyOf(unused.keySet());
    }

    /**
     * Looks once more while no document can come. So each document that comes later has a later generation than any position
     * that another process might still write here, and is followed; one that came in between keeps its index.
     */
    private boolean drop(String label, VectorIndexes index) {
        return follower.alone(
                label,
                () -> store.withoutChanges(() -> {
                    boolean unused = !used().contains(label);
                    if (unused) {
                        index.drop();
                        LOG.info("The vector index {} was dropped, as no document is left in it", label);
                    }
                    return unused;
                }));
    }

    private Set<String> used() {
        return spaces.all().stream().map(EmbeddingSpace::label).collect(Collectors.toSet());
    }
}
