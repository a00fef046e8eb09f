package io.aiworkflow.knowledge;

import io.aiworkflow.platform.OfferedToRoutes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * Copies of the vector indexes for maintenance routes, as the bean {@code indexSnapshots}: of the index of every
 * embedding model, or of the one named by the exchange property {@code knowledge.model}.
 */
@Component("indexSnapshots")
@OfferedToRoutes(maintenance = true)
public class IndexSnapshotActions {
    private final ModelIndexes indexes;
    private final IndexSpaces spaces;

    IndexSnapshotActions(ModelIndexes indexes, IndexSpaces spaces) {
        this.indexes = indexes;
        this.spaces = spaces;
    }

    /** Takes one of each index that holds anything. */
    public List<Map<String, Object>> take(@ExchangeProperty("knowledge.model") String model) {
        return each(model, snapshots -> List.of(values(snapshots.take())));
    }

    /** Oldest first. */
    public List<Map<String, Object>> list(@ExchangeProperty("knowledge.model") String model) {
        return each(
                model,
                snapshots -> snapshots.list().stream()
                        .map(IndexSnapshotActions::values)
                        .toList());
    }

    /**
     * Deletes all but the newest ones of each index.
     *
     * @return how many went
     */
    public int keep(@ExchangeProperty("knowledge.model") String model, @ExchangeProperty("knowledge.keep") int newest) {
        return spaces.of(model).stream()
                .filter(this::isFilled)
                .mapToInt(space -> indexes.of(space).snapshots().keep(newest))
                .sum();
    }

    /** Makes one the index in the making of its model, with which the next rebuild goes on. */
    public void restore(
            @ExchangeProperty("knowledge.model") String model, @ExchangeProperty("knowledge.snapshot") String name) {
        if (model == null || model.isBlank()) {
            throw GivenValues.invalid("model", "has to be named, as each has snapshots of its own");
        }
        spaces.of(model).forEach(space -> indexes.of(space).snapshots().restore(name));
    }

    private List<Map<String, Object>> each(String model, Function<IndexSnapshots, List<Map<String, Object>>> action) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (EmbeddingSpace space : spaces.of(model)) {
            if (isFilled(space)) {
                action.apply(indexes.of(space).snapshots()).forEach(values -> {
                    Map<String, Object> told = new LinkedHashMap<>();
                    told.put("model", space.model());
                    told.putAll(values);
                    all.add(told);
                });
            }
        }
        return all;
    }

    private boolean isFilled(EmbeddingSpace space) {
        return !indexes.of(space).active().position().equals(IndexPosition.NONE);
    }

    private static Map<String, Object> values(IndexSnapshot snapshot) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", snapshot.name());
        values.put("taken", snapshot.taken());
        values.put("bytes", snapshot.bytes());
        return values;
    }
}
