package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.knowledge.qdrant.QdrantIndexes;
import io.aiworkflow.testsupport.qdrant.FakeQdrant;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

/** The same promises with Qdrant as with the indexes inside this process. */
class UnusedIndexesOnQdrantIT extends UnusedIndexesIT {
    private final FakeQdrant qdrant = FakeQdrant.start();
    private int places;

    @AfterEach
    void everyRequestIsOneThatQdrantKnows() {
        qdrant.close();
        assertThat(qdrant.refused()).isEmpty();
    }

    @Override
    ModelIndexes open(Path place) {
        return QdrantIndexes.at(qdrant.url(), "place" + places++);
    }

    @Override
    void close(ModelIndexes opened) {
        // All of it is in Qdrant.
    }
}
