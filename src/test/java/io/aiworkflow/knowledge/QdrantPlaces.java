package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.knowledge.qdrant.QdrantIndexes;
import io.aiworkflow.testsupport.qdrant.FakeQdrant;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Qdrant of its own for each test, which must have understood every request, with places for several indexes. */
final class QdrantPlaces implements BeforeEachCallback, AfterEachCallback {
    private FakeQdrant qdrant;
    private int places;

    @Override
    public void beforeEach(ExtensionContext context) {
        qdrant = FakeQdrant.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        qdrant.close();
        assertThat(qdrant.refused()).isEmpty();
    }

    /** Where nothing is yet. */
    ModelIndexes next() {
        return QdrantIndexes.at(qdrant.url(), "place" + places++);
    }
}
