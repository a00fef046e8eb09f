package io.aiworkflow.knowledge;

import io.aiworkflow.platform.OfferedToRoutes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The care of the vector indexes for maintenance routes, as the bean {@code knowledgeIndex}: compare with the database,
 * repair, build anew, and what becomes of the index before. Each is done for the index of every embedding model, or for
 * that of the one named by the exchange property {@code knowledge.model}. It returns plain values, which a durable step
 * can store.
 */
@Component("knowledgeIndex")
@OfferedToRoutes(maintenance = true)
public class IndexActions {
    private static final Logger LOG = LoggerFactory.getLogger(IndexActions.class);
    private static final int SHOWN = 20;
    private static final List<String> FIGURES =
            List.of("documents", "indexed", "chunks", "missing", "different", "surplus", "withoutHash");

    private final ModelIndexes indexes;
    private final IndexSpaces spaces;
    private final IndexFollower follower;
    private final IndexDrift drift;
    private final UnusedIndexes unused;
    private final IndexMeters meters;

    IndexActions(
            ModelIndexes indexes,
            IndexSpaces spaces,
            IndexFollower follower,
            IndexDrift drift,
            UnusedIndexes unused,
            IndexMeters meters) {
        this.indexes = indexes;
        this.spaces = spaces;
        this.follower = follower;
        this.drift = drift;
        this.unused = unused;
        this.meters = meters;
    }

    /**
     * Which indexes there are and how far the active ones have come: those of all models as {@code indexes}, and the values
     * of the first one again beside them, which is that of the model in this process if no model is named.
     *
     * @param model null or empty for all
     */
    public Map<String, Object> status(@ExchangeProperty("knowledge.model") String model) {
        List<Map<String, Object>> all = each(model, this::standing);
        Map<String, Object> result = new LinkedHashMap<>(all.get(0));
        result.put("indexes", all);
        return result;
    }

    /** Compares with the database and changes nothing. The sums come with the figures of each model. */
    public Map<String, Object> compare(@ExchangeProperty("knowledge.model") String model) {
        return compared(model, space -> values(space, drift.compare(space), false));
    }

    /**
     * Compares with the database and repairs what differs. The sums come with the figures of each model. If none is named,
     * the indexes go that no document is left in, and {@code dropped} has their names.
     */
    public Map<String, Object> repair(@ExchangeProperty("knowledge.model") String model) {
        Map<String, Object> result = compared(model, this::repaired);
        result.put("dropped", isForAll(model) ? unused.drop() : List.of());
        return result;
    }

    private Map<String, Object> compared(String model, Function<EmbeddingSpace, Map<String, Object>> action) {
        Map<String, Object> sums = sums(each(model, action));
        if (isForAll(model)) {
            meters.compared((long) sums.get("missing"), (long) sums.get("different"), (long) sums.get("surplus"));
        }
        return sums;
    }

    private static boolean isForAll(String model) {
        return model == null || model.isBlank();
    }

    /** Builds anew beside the present ones, which are kept as the ones before; tells what {@link #status} does. */
    public Map<String, Object> rebuild(@ExchangeProperty("knowledge.model") String model) {
        spaces.of(model).forEach(follower::rebuild);
        return status(model);
    }

    /** Drops the indexes before; {@code changed} is false when there is none. */
    public Map<String, Object> confirm(@ExchangeProperty("knowledge.model") String model) {
        return changed(model, VectorIndexes::confirm);
    }

    /** Goes back to the indexes before, and drops the present ones; {@code changed} is false when there is none. */
    public Map<String, Object> revert(@ExchangeProperty("knowledge.model") String model) {
        return changed(model, VectorIndexes::revert);
    }

    private Map<String, Object> changed(String model, Predicate<VectorIndexes> change) {
        boolean changed = false;
        for (EmbeddingSpace space : spaces.of(model)) {
            changed |= change.test(indexes.of(space));
        }
        Map<String, Object> result = status(model);
        result.put("changed", changed);
        return result;
    }

    private List<Map<String, Object>> each(String model, Function<EmbeddingSpace, Map<String, Object>> action) {
        return spaces.of(model).stream().map(action).toList();
    }

    private Map<String, Object> standing(EmbeddingSpace space) {
        IndexSides sides = indexes.of(space).sides();
        VectorIndex active = indexes.of(space).active();
        Map<String, Object> result = named(space);
        result.put("active", sides.active());
        result.put("building", sides.building());
        result.put("previous", sides.previous());
        result.put("generation", active.position().generation());
        result.put("documents", active.countDocuments());
        return result;
    }

    private Map<String, Object> repaired(EmbeddingSpace space) {
        DriftReport found = drift.repair(space);
        if (!found.isClean()) {
            meters.repaired(found.counts().wrong());
            LOG.warn(
                    "The vector index of model {} differed from the database and was repaired: {} chunks were missing,"
                            + " {} different ({} of them older than hashes), {} too many",
                    space.model(),
                    found.counts().missing(),
                    found.counts().different(),
                    found.counts().withoutHash(),
                    found.counts().surplus());
        }
        return values(space, found, !found.isClean());
    }

    private static Map<String, Object> values(EmbeddingSpace space, DriftReport found, boolean repaired) {
        Map<String, Object> result = named(space);
        result.put("documents", found.documents());
        result.put("indexed", found.indexed());
        result.put("chunks", found.counts().chunks());
        result.put("missing", found.counts().missing());
        result.put("different", found.counts().different());
        result.put("surplus", found.counts().surplus());
        result.put("withoutHash", found.counts().withoutHash());
        result.put("examples", examples(found));
        result.put("repaired", repaired);
        return result;
    }

    private static Map<String, Object> sums(List<Map<String, Object>> all) {
        Map<String, Object> result = new LinkedHashMap<>();
        for (String figure : FIGURES) {
            result.put(
                    figure,
                    all.stream().mapToLong(each -> (long) each.get(figure)).sum());
        }
        result.put("repaired", all.stream().anyMatch(each -> (boolean) each.get("repaired")));
        result.put("indexes", all);
        return result;
    }

    private static Map<String, Object> named(EmbeddingSpace space) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("model", space.model());
        result.put("dimension", space.isOwn() ? null : space.dimension());
        return result;
    }

    private static List<String> examples(DriftReport found) {
        return Stream.of(
                        found.missing().keySet().stream(),
                        found.different().stream().map(IndexedChunk::document),
                        found.surplus().stream().map(IndexedChunk::document))
                .flatMap(documents -> documents)
                .distinct()
                .limit(SHOWN)
                .map(UUID::toString)
                .toList();
    }
}
