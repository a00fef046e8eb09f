package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.knowledge.qdrant.QdrantIndexes;
import io.aiworkflow.testsupport.qdrant.FakeQdrant;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;

/** The same damages in Qdrant, where it can also be seen that nothing else is written. */
class IndexDriftOnQdrantIT extends IndexDriftIT {
    private final FakeQdrant qdrant = FakeQdrant.start();

    @AfterEach
    void everyRequestIsOneThatQdrantKnows() {
        qdrant.close();
        assertThat(qdrant.refused()).isEmpty();
    }

    @Override
    ModelIndexes open() {
        return QdrantIndexes.at(qdrant.url(), "drift");
    }

    @Override
    void close(ModelIndexes opened) {
        // All of it is in Qdrant.
    }

    @Override
    void expectWrites(int chunks, Runnable repair) {
        long before = written();
        repair.run();
        assertThat(written() - before).isEqualTo(chunks);
    }

    private long written() {
        return qdrant.requests("PUT", "/points").stream()
                .flatMap(request ->
                        StreamSupport.stream(request.body().path("points").spliterator(), false))
                .filter(point -> point.path("payload").has("ordinal"))
                .count();
    }
}
