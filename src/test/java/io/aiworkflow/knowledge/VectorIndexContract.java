package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every vector index promises. An adapter's test extends this with an empty index of its own. */
public abstract class VectorIndexContract {
    protected static final UUID ONE = new UUID(0, 1);
    protected static final UUID TWO = new UUID(0, 2);
    private static final int DIMENSIONS = 384;

    /** The index under test, empty at the beginning of each test. */
    protected abstract VectorIndex index();

    @Test
    void anEmptyIndexHasNoPositionAndFindsNothing() {
        assertThat(index().position()).isEqualTo(IndexPosition.NONE);
        assertThat(index().documents()).isEmpty();
        assertThat(index().countDocuments()).isZero();
        assertThat(index().search(axis(0), "default", 10)).isEmpty();
    }

    @Test
    void findsTheClosestChunksFirstWithTheirCosineSimilarity() {
        float[] between = unit(0.8, 0.6);
        add(5, entry(ONE, 0, "default", axis(0)), entry(ONE, 1, "default", axis(1)), entry(TWO, 0, "default", axis(2)));

        List<IndexHit> hits = index().search(between, "default", 2);

        assertThat(hits).extracting(IndexHit::document).containsExactly(ONE, ONE);
        assertThat(hits).extracting(IndexHit::ordinal).containsExactly(0, 1);
        assertThat(hits.get(0).score()).isCloseTo(0.8, within(1e-4));
        assertThat(hits.get(1).score()).isCloseTo(0.6, within(1e-4));
    }

    @Test
    void oppositeVectorsHaveANegativeScore() {
        float[] opposite = axis(0);
        opposite[0] = -1;
        add(1, entry(ONE, 0, "default", opposite));

        assertThat(index().search(axis(0), "default", 1).get(0).score()).isCloseTo(-1, within(1e-4));
    }

    @Test
    void looksIntoOneCollectionOnly() {
        add(1, entry(ONE, 0, "letters", axis(0)), entry(TWO, 0, "manuals", axis(0)));

        assertThat(index().search(axis(0), "manuals", 10))
                .extracting(IndexHit::document)
                .containsExactly(TWO);
        assertThat(index().search(axis(0), "unknown", 10)).isEmpty();
    }

    @Test
    void replacesAllChunksOfADocument() {
        add(1, entry(ONE, 0, "default", axis(0)), entry(ONE, 1, "default", axis(1)), entry(TWO, 0, "default", axis(2)));

        index().apply(new IndexChange(
                false,
                List.of(ONE),
                List.of(new IndexEntry(ONE, 2, 0, "default", axis(3))),
                new IndexPosition("base", 2)));

        assertThat(index().search(axis(0), "default", 10))
                .extracting(IndexHit::document, IndexHit::generation)
                .containsExactlyInAnyOrder(tuple(ONE, 2L), tuple(TWO, 1L));
    }

    @Test
    void removesADocument() {
        add(1, entry(ONE, 0, "default", axis(0)), entry(ONE, 1, "default", axis(1)), entry(TWO, 0, "default", axis(2)));

        index().apply(new IndexChange(false, List.of(ONE), List.of(), new IndexPosition("base", 2)));

        assertThat(index().documents()).containsExactly(TWO);
        assertThat(index().countDocuments()).isEqualTo(1);
        assertThat(index().search(axis(0), "default", 10))
                .extracting(IndexHit::document)
                .containsExactly(TWO);
    }

    @Test
    void removingWhatIsNotThereIsNoFailure() {
        index().apply(new IndexChange(false, List.of(ONE), List.of(), new IndexPosition("base", 7)));

        assertThat(index().position()).isEqualTo(new IndexPosition("base", 7));
    }

    @Test
    void clearsBeforeItAdds() {
        add(9, entry(ONE, 0, "default", axis(0)));

        index().apply(new IndexChange(
                true, List.of(), List.of(entry(TWO, 0, "default", axis(0))), new IndexPosition("other", 1)));

        assertThat(index().documents()).containsExactly(TWO);
        assertThat(index().position()).isEqualTo(new IndexPosition("other", 1));
    }

    @Test
    void countsDocumentsNotChunks() {
        add(1, entry(ONE, 0, "a", axis(0)), entry(ONE, 1, "a", axis(1)), entry(TWO, 0, "b", axis(2)));

        assertThat(index().countDocuments()).isEqualTo(2);
        assertThat(index().documents()).isEqualTo(Set.of(ONE, TWO));
    }

    @Test
    void findsNearlyAllOfTheTrulyClosestAmongMany() {
        Random random = new Random(7);
        List<IndexEntry> entries = IntStream.range(0, 3000)
                .mapToObj(i -> entry(new UUID(1, i), 0, i % 10 == 0 ? "tenth" : "rest", randomUnit(random)))
                .toList();
        add(1, entries.toArray(IndexEntry[]::new));

        assertThat(recall(entries, "rest", random)).isGreaterThan(0.8);
        assertThat(recall(entries, "tenth", random)).isGreaterThan(0.9);
    }

    private double recall(List<IndexEntry> entries, String collection, Random random) {
        int found = 0;
        for (int query = 0; query < 20; query++) {
            float[] vector = randomUnit(random);
            List<UUID> exact = entries.stream()
                    .filter(entry -> entry.collection().equals(collection))
                    .sorted(Comparator.comparingDouble(entry -> -dot(entry.vector(), vector)))
                    .limit(10)
                    .map(IndexEntry::document)
                    .toList();
            List<UUID> hits = new ArrayList<>(index().search(vector, collection, 10).stream()
                    .map(IndexHit::document)
                    .toList());
            hits.retainAll(exact);
            found += hits.size();
        }
        return found / 200.0;
    }

    protected void add(long generation, IndexEntry... entries) {
        index().apply(new IndexChange(false, List.of(), List.of(entries), new IndexPosition("base", generation)));
    }

    protected static IndexEntry entry(UUID document, int ordinal, String collection, float[] vector) {
        return new IndexEntry(document, 1, ordinal, collection, vector);
    }

    protected static float[] axis(int axis) {
        float[] vector = new float[DIMENSIONS];
        vector[axis] = 1;
        return vector;
    }

    private static float[] unit(double first, double second) {
        float[] vector = new float[DIMENSIONS];
        vector[0] = (float) first;
        vector[1] = (float) second;
        return vector;
    }

    private static float[] randomUnit(Random random) {
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        double length = Math.sqrt(dot(vector, vector));
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= (float) length;
        }
        return vector;
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
