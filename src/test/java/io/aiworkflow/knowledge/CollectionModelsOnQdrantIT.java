package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.knowledge.qdrant.QdrantIndexes;
import io.aiworkflow.testsupport.qdrant.FakeQdrant;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The same promises with Qdrant as with the indexes inside this process. */
class CollectionModelsOnQdrantIT extends CollectionModelsIT {
    private static FakeQdrant qdrant;
    private static int tests;

    @BeforeAll
    static void startServer() {
        qdrant = FakeQdrant.start();
    }

    @AfterAll
    static void stopServer() {
        qdrant.close();
    }

    @AfterEach
    void everyRequestIsOneThatQdrantKnows() {
        assertThat(qdrant.refused()).isEmpty();
    }

    @Override
    ModelIndexes open(Path place) {
        return QdrantIndexes.at(qdrant.url(), "place" + tests++);
    }

    @Override
    void close(ModelIndexes opened) {
        // All of it is in Qdrant.
    }
}
