package io.aiworkflow.knowledge;

import io.aiworkflow.platform.OfferedToRoutes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The care of the vector index for maintenance routes, as the bean {@code knowledgeIndex}: compare with the database,
 * repair, build anew, and what becomes of the index before. It returns plain values, which a durable step can store.
 */
@Component("knowledgeIndex")
@OfferedToRoutes
public class IndexActions {
    private static final Logger LOG = LoggerFactory.getLogger(IndexActions.class);
    private static final int SHOWN = 20;

    private final VectorIndexes indexes;
    private final IndexFollower follower;
    private final IndexDrift drift;

    IndexActions(VectorIndexes indexes, IndexFollower follower, IndexDrift drift) {
        this.indexes = indexes;
        this.follower = follower;
        this.drift = drift;
    }

    /** Which indexes there are, and how far the active one has come. */
    public Map<String, Object> status() {
        IndexSides sides = indexes.sides();
        VectorIndex active = indexes.active();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("active", sides.active());
        result.put("building", sides.building());
        result.put("previous", sides.previous());
        result.put("generation", active.position().generation());
        result.put("documents", active.countDocuments());
        return result;
    }

    /** Compares the index with the database and changes nothing. */
    public Map<String, Object> compare() {
        return values(drift.compare(), false);
    }

    /** Compares the index with the database and repairs what differs. */
    public Map<String, Object> repair() {
        IndexDrift.Report found = drift.repair();
        if (!found.isClean()) {
            LOG.warn(
                    "The vector index differed from the database and was repaired: {} documents were missing, {} damaged,"
                            + " {} too many",
                    found.missing().size(),
                    found.damaged().size(),
                    found.surplus().size());
        }
        return values(found, !found.isClean());
    }

    /** Builds the index anew beside the present one. The present one is kept as the one before. */
    public Map<String, Object> rebuild() {
        follower.rebuild();
        return status();
    }

    /** Drops the index before; {@code changed} is false when there is none. */
    public Map<String, Object> confirm() {
        return changed(indexes.confirm());
    }

    /** Goes back to the index before, and drops the present one; {@code changed} is false when there is none. */
    public Map<String, Object> revert() {
        return changed(indexes.revert());
    }

    private Map<String, Object> changed(boolean changed) {
        Map<String, Object> result = status();
        result.put("changed", changed);
        return result;
    }

    private static Map<String, Object> values(IndexDrift.Report found, boolean repaired) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("documents", found.stored());
        result.put("indexed", found.indexed());
        result.put("chunks", found.chunks());
        result.put("missing", found.missing().size());
        result.put("damaged", found.damaged().size());
        result.put("surplus", found.surplus().size());
        result.put("examples", examples(found));
        result.put("repaired", repaired);
        return result;
    }

    private static List<String> examples(IndexDrift.Report found) {
        return List.of(found.missing(), found.damaged(), found.surplus()).stream()
                .flatMap(Set::stream)
                .limit(SHOWN)
                .map(UUID::toString)
                .toList();
    }
}
