package io.aiworkflow.knowledge;

import io.aiworkflow.platform.OfferedToRoutes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
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
@OfferedToRoutes
public class IndexActions {
    private static final Logger LOG = LoggerFactory.getLogger(IndexActions.class);
    private static final int SHOWN = 20;

    private final ModelIndexes indexes;
    private final IndexSpaces spaces;
    private final IndexFollower follower;
    private final IndexDrift drift;

    IndexActions(ModelIndexes indexes, IndexSpaces spaces, IndexFollower follower, IndexDrift drift) {
        this.indexes = indexes;
        this.spaces = spaces;
        this.follower = follower;
        this.drift = drift;
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
        return sums(each(model, space -> values(space, drift.compare(space), false)));
    }

    /** Compares with the database and repairs what differs. The sums come with the figures of each model. */
    public Map<String, Object> repair(@ExchangeProperty("knowledge.model") String model) {
        return sums(each(model, this::repaired));
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
        IndexDrift.Report found = drift.repair(space);
        if (!found.isClean()) {
            LOG.warn(
                    "The vector index of model {} differed from the database and was repaired: {} documents were missing,"
                            + " {} damaged, {} too many",
                    space.model(),
                    found.missing().size(),
                    found.damaged().size(),
                    found.surplus().size());
        }
        return values(space, found, !found.isClean());
    }

    private static Map<String, Object> values(EmbeddingSpace space, IndexDrift.Report found, boolean repaired) {
        Map<String, Object> result = named(space);
        result.put("documents", found.stored());
        result.put("indexed", found.indexed());
        result.put("chunks", found.chunks());
        result.put("missing", (long) found.missing().size());
        result.put("damaged", (long) found.damaged().size());
        result.put("surplus", (long) found.surplus().size());
        result.put("examples", examples(found));
        result.put("repaired", repaired);
        return result;
    }

    private static Map<String, Object> sums(List<Map<String, Object>> all) {
        Map<String, Object> result = new LinkedHashMap<>();
        for (String figure : List.of("documents", "indexed", "chunks", "missing", "damaged", "surplus")) {
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

    private static List<String> examples(IndexDrift.Report found) {
        return List.of(found.missing(), found.damaged(), found.surplus()).stream()
                .flatMap(Set::stream)
                .limit(SHOWN)
                .map(UUID::toString)
                .toList();
    }
}
