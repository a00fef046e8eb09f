package io.aiworkflow.knowledge;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same promises with Qdrant as with the indexes inside this process. */
class ModelChangeOnQdrantIT extends ModelChangeIT {
    @RegisterExtension
    final QdrantPlaces qdrant = new QdrantPlaces();

    @Override
    ModelIndexes open(Path place) {
        return qdrant.next();
    }

    @Override
    void close(ModelIndexes opened) {
        // All of it is in Qdrant.
    }
}
