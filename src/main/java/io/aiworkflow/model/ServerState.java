package io.aiworkflow.model;

import java.util.List;
import java.util.Optional;

/**
 * What a server has at a moment.
 *
 * @param version of its software, null when it does not say
 */
record ServerState(String version, List<StoredModel> models) {
    ServerState {
        models = List.copyOf(models);
    }

    Optional<StoredModel> find(String model) {
        return models.stream()
                .filter(each -> ModelName.same(each.name(), model))
                .findFirst();
    }

    boolean has(String model) {
        return find(model).isPresent();
    }

    boolean hasLoaded(String model) {
        return find(model).filter(each -> each.loaded() != null).isPresent();
    }
}
