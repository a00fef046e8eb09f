package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The part of {@link VectorIndexContract} by which an index is kept true: single chunks, and copies of the whole. */
public abstract class IndexCareContract {
    protected static final UUID ONE = new UUID(0, 1);
    protected static final UUID TWO = new UUID(0, 2);
    protected static final int DIMENSIONS = 384;

    protected static final EmbeddingSpace OWN = EmbeddingSpace.own("in-process");

    /** The indexes under test, empty at the beginning of each test. */
    protected abstract ModelIndexes models();

    protected final VectorIndexes indexes() {
        return models().of(OWN);
    }

    protected final VectorIndex index() {
        return indexes().active();
    }

    @Test
    void takesSingleChunksOutAndPutsOthersInWithoutMovingOn() {
        add(3, entry(ONE, 0, "default", axis(0)), entry(ONE, 1, "default", axis(1)), entry(TWO, 0, "default", axis(2)));
        IndexedChunk second = chunk(ONE, 1);

        index().mend(List.of(second), List.of(entry(TWO, 1, "default", axis(3))));

        assertThat(chunks())
                .extracting(IndexedChunk::document, IndexedChunk::ordinal)
                .containsExactlyInAnyOrder(tuple(ONE, 0), tuple(TWO, 0), tuple(TWO, 1));
        assertThat(search(axis(3), "default", 1)).extracting(IndexHit::ordinal).containsExactly(1);
        assertThat(index().position()).isEqualTo(new IndexPosition("base", 3));
        assertThat(index().countChunks()).isEqualTo(3);
    }

    @Test
    void aChunkThatIsPutInTakesThePlaceOfTheSameOne() {
        add(1, entry(ONE, 0, "default", axis(0)));

        index().mend(List.of(), List.of(new IndexEntry(ONE, 1, 0, "other", IndexLabels.of("default"), "", axis(5))));

        assertThat(chunks()).extracting(IndexedChunk::hash).containsExactly("other");
        assertThat(search(axis(5), "default", 1).get(0).score()).isGreaterThan(0.99);
    }

    @Test
    void tellsTheLabelsOfEachChunkAsItWasGivenThem() {
        Instant time = Instant.parse("2026-05-04T03:02:01.123456Z");
        IndexLabels all = new IndexLabels("letters", "anna", Set.of("ferry", "tide"), time);
        IndexLabels few = IndexLabels.of("manuals");
        add(
                1,
                new IndexEntry(ONE, 1, 0, "hash", all, "", axis(0)),
                new IndexEntry(TWO, 1, 0, "hash", few, "", axis(1)));

        assertThat(chunks())
                .extracting(IndexedChunk::document, IndexedChunk::labels)
                .containsExactlyInAnyOrder(tuple(ONE, all), tuple(TWO, few));
    }

    @Test
    void chunksOfSeveralGenerationsCanBeToldApart() {
        add(2, entry(ONE, 1, 0, "default", "", axis(0)), entry(ONE, 2, 0, "default", "", axis(1)));
        IndexedChunk older = chunks().stream()
                .filter(chunk -> chunk.generation() == 1)
                .findFirst()
                .orElseThrow();

        index().mend(List.of(older), List.of());

        assertThat(chunks()).extracting(IndexedChunk::generation).containsExactly(2L);
    }

    @Test
    void manyChunksAreReadInPages() {
        List<IndexEntry> entries = new ArrayList<>();
        for (int i = 0; i < 2300; i++) {
            entries.add(entry(new UUID(3, i), 0, "default", axis(i % DIMENSIONS)));
        }
        add(1, entries.toArray(IndexEntry[]::new));
        List<Integer> pages = new ArrayList<>();

        index().scan(page -> pages.add(page.size()));

        assertThat(pages).hasSizeGreaterThan(2).allMatch(size -> size <= 1000);
        assertThat(pages.stream().mapToInt(size -> size).sum()).isEqualTo(2300);
    }

    @Test
    void aReaderWhoFailsHarmsNobodyElse() {
        add(1, entry(ONE, 0, "default", axis(0)));

        assertThatThrownBy(() -> index().scan(page -> {
                    throw new IllegalStateException("the reader's own");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the reader's own");

        assertThat(index().documents()).containsExactly(ONE);
    }

    @Test
    void aSnapshotBecomesTheIndexInTheMaking() {
        add(1, entry(ONE, 0, "default", axis(0)));
        String name = indexes().snapshots().take().name();
        index().apply(new IndexChange(List.of(ONE), List.of(), new IndexPosition("base", 2)));

        indexes().snapshots().restore(name);

        assertThat(indexes().building().position()).isEqualTo(new IndexPosition("base", 1));
        assertThat(indexes().building().documents()).containsExactly(ONE);
        assertThat(index().documents()).isEmpty();
        assertThat(indexes().activate()).isTrue();
        assertThat(search(axis(0), "default", 1)).extracting(IndexHit::document).containsExactly(ONE);
    }

    @Test
    void onlyTheNewestSnapshotsAreKeptAndOthersCannotBeRestored() {
        IndexSnapshots snapshots = indexes().snapshots();
        add(1, entry(ONE, 0, "default", axis(0)));
        String oldest = snapshots.take().name();
        snapshots.take();
        String newest = snapshots.take().name();

        assertThat(snapshots.keep(1)).isEqualTo(2);

        assertThat(snapshots.list()).extracting(IndexSnapshot::name).containsExactly(newest);
        assertThat(snapshots.list()).extracting(IndexSnapshot::bytes).allMatch(bytes -> bytes > 0);
        assertThatThrownBy(() -> snapshots.restore(oldest))
                .isInstanceOf(VectorIndexRefused.class)
                .hasMessageContaining("no snapshot");
    }

    @Test
    void eachModelHasSnapshotsOfItsOwn() {
        EmbeddingSpace small = new EmbeddingSpace("small:latest", 2);
        add(1, entry(ONE, 0, "default", axis(0)));
        IndexEntry two = entry(TWO, 0, "default", new float[] {1, 0});
        models().of(small).active().apply(new IndexChange(List.of(), List.of(two), new IndexPosition("base", 1)));

        models().of(small).snapshots().take();

        assertThat(models().of(small).snapshots().list()).hasSize(1);
        assertThat(indexes().snapshots().list()).isEmpty();
    }

    private IndexedChunk chunk(UUID document, int ordinal) {
        return chunks().stream()
                .filter(chunk -> chunk.document().equals(document) && chunk.ordinal() == ordinal)
                .findFirst()
                .orElseThrow();
    }

    protected final List<IndexedChunk> chunks() {
        List<IndexedChunk> chunks = new ArrayList<>();
        index().scan(chunks::addAll);
        return chunks;
    }

    protected void add(long generation, IndexEntry... entries) {
        index().apply(new IndexChange(List.of(), List.of(entries), new IndexPosition("base", generation)));
    }

    protected static IndexEntry entry(UUID document, int ordinal, String collection, float[] vector) {
        return entry(document, 1, ordinal, collection, "", vector);
    }

    protected static IndexEntry entry(
            UUID document, long generation, int ordinal, String collection, String text, float[] vector) {
        return new IndexEntry(
                document, generation, ordinal, "hash " + ordinal, IndexLabels.of(collection), text, vector);
    }

    protected List<IndexHit> search(float[] vector, String collection, int limit) {
        IndexQuery query = new IndexQuery(vector, "", SearchMode.DENSE, IndexFilter.in(collection), limit);
        return indexes().read(index -> index.search(query));
    }

    protected static float[] axis(int axis) {
        float[] vector = new float[DIMENSIONS];
        vector[axis] = 1;
        return vector;
    }

    protected static float[] unit(double first, double second) {
        float[] vector = new float[DIMENSIONS];
        vector[0] = (float) first;
        vector[1] = (float) second;
        return vector;
    }
}
