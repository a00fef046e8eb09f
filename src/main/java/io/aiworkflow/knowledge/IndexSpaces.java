package io.aiworkflow.knowledge;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Which indexes there have to be: one for the model in this process, and one for each other model with embeddings. */
@Component
class IndexSpaces {
    private final JdbcDocumentStore store;
    private final Embedders embedders;

    IndexSpaces(JdbcDocumentStore store, Embedders embedders) {
        this.store = store;
        this.embedders = embedders;
    }

    /** That of the model in this process first. */
    List<EmbeddingSpace> all() {
        String own = embedders.own().model();
        List<EmbeddingSpace> all = new ArrayList<>();
        all.add(EmbeddingSpace.own(own));
        store.spaces().stream().filter(space -> !space.model().equals(own)).forEach(all::add);
        return all;
    }

    /**
     * @param model null or blank for all
     * @throws io.aiworkflow.failure.InvalidInput when nothing is embedded by this model
     */
    List<EmbeddingSpace> of(String model) {
        if (model == null || model.isBlank()) {
            return all();
        }
        List<EmbeddingSpace> spaces =
                all().stream().filter(space -> space.model().equals(model)).toList();
        if (spaces.isEmpty()) {
            throw GivenValues.invalid("model", "is not one that documents are embedded by");
        }
        return spaces;
    }
}
