package io.aiworkflow.knowledge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** How large the indexes are, how far behind, and what the last comparison in this process has found. */
@Component
class IndexMeters {
    /** They come daily, in one process of several. */
    private static final Duration COMPARISONS = Duration.ofHours(26);

    private final ModelIndexes indexes;
    private final IndexSpaces spaces;
    private final JdbcDocumentStore store;
    private final JdbcChunkHashes stored;
    private final MultiGauge chunks;
    private final Counter repairs;
    private final AtomicLong lag = new AtomicLong();
    private final AtomicLong missing = new AtomicLong();
    private final AtomicLong different = new AtomicLong();
    private final AtomicLong surplus = new AtomicLong();
    private volatile long comparedAt = System.nanoTime();

    IndexMeters(
            MeterRegistry registry,
            ModelIndexes indexes,
            IndexSpaces spaces,
            JdbcDocumentStore store,
            JdbcChunkHashes stored) {
        this.indexes = indexes;
        this.spaces = spaces;
        this.store = store;
        this.stored = stored;
        this.chunks = MultiGauge.builder("aiworkflow.index.chunks")
                .description("Chunks in the index of each embedding model")
                .register(registry);
        this.repairs = Counter.builder("aiworkflow.index.repairs")
                .description("Chunks that were put right because they differed from the database")
                .register(registry);
        Gauge.builder("aiworkflow.index.lag", lag, AtomicLong::get)
                .description("Changed documents that the indexes do not hold yet")
                .register(registry);
        drift(registry, "missing", missing);
        drift(registry, "different", different);
        drift(registry, "surplus", surplus);
    }

    /** What a comparison of all indexes has found, in chunks. It is forgotten when the next one must have come elsewhere. */
    void compared(long missingChunks, long differentChunks, long surplusChunks) {
        comparedAt = System.nanoTime();
        missing.set(missingChunks);
        different.set(differentChunks);
        surplus.set(surplusChunks);
    }

    void repaired(long wrong) {
        repairs.increment(wrong);
    }

    /** Looks at all indexes; one without documents is left alone. */
    void sample() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        long behind = 0;
        for (EmbeddingSpace space : spaces.all()) {
            long documents = store.count(space);
            VectorIndex index = documents == 0 ? null : indexes.of(space).active();
            rows.add(MultiGauge.Row.of(Tags.of("index", space.model()), index == null ? 0 : index.countChunks()));
            behind += index == null ? 0 : behind(index.position(), space, documents);
        }
        chunks.register(rows, true);
        lag.set(behind);
    }

    private boolean isRecent() {
        return System.nanoTime() - comparedAt < COMPARISONS.toNanos();
    }

    private long behind(IndexPosition held, EmbeddingSpace space, long documents) {
        return IndexFilling.canFollow(held, store.position(space))
                ? stored.changedAfter(held.generation(), space)
                : documents;
    }

    private void drift(MeterRegistry registry, String kind, AtomicLong value) {
        Gauge.builder("aiworkflow.index.drift", value, found -> isRecent() ? found.get() : Double.NaN)
                .description("Chunks that differed from the database at the last comparison")
                .tag("kind", kind)
                .register(registry);
    }
}
