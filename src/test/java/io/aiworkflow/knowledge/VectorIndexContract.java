package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every vector index promises. An adapter's test extends this with an empty index of its own. */
public abstract class VectorIndexContract extends IndexSwitchContract {
    @Test
    void anEmptyIndexHasNoPositionAndFindsNothing() {
        assertThat(index().position()).isEqualTo(IndexPosition.NONE);
        assertThat(index().documents()).isEmpty();
        assertThat(index().countDocuments()).isZero();
        assertThat(search(axis(0), "default", 10)).isEmpty();
    }

    @Test
    void findsTheClosestChunksFirstWithTheirCosineSimilarity() {
        float[] between = unit(0.8, 0.6);
        add(5, entry(ONE, 0, "default", axis(0)), entry(ONE, 1, "default", axis(1)), entry(TWO, 0, "default", axis(2)));

        List<IndexHit> hits = search(between, "default", 2);

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

        assertThat(search(axis(0), "default", 1).get(0).score()).isCloseTo(-1, within(1e-4));
    }

    @Test
    void looksIntoOneCollectionOnly() {
        add(1, entry(ONE, 0, "letters", axis(0)), entry(TWO, 0, "manuals", axis(0)));

        assertThat(search(axis(0), "manuals", 10))
                .extracting(IndexHit::document)
                .containsExactly(TWO);
        assertThat(search(axis(0), "unknown", 10)).isEmpty();
    }

    @Test
    void replacesAllChunksOfADocument() {
        add(1, entry(ONE, 0, "default", axis(0)), entry(ONE, 1, "default", axis(1)), entry(TWO, 0, "default", axis(2)));

        index().apply(new IndexChange(
                List.of(ONE), List.of(entry(ONE, 2, 0, "default", "", axis(3))), new IndexPosition("base", 2)));

        assertThat(search(axis(0), "default", 10))
                .extracting(IndexHit::document, IndexHit::generation)
                .containsExactlyInAnyOrder(tuple(ONE, 2L), tuple(TWO, 1L));
    }

    @Test
    void removesADocument() {
        add(1, entry(ONE, 0, "default", axis(0)), entry(ONE, 1, "default", axis(1)), entry(TWO, 0, "default", axis(2)));

        index().apply(new IndexChange(List.of(ONE), List.of(), new IndexPosition("base", 2)));

        assertThat(index().documents()).containsExactly(TWO);
        assertThat(index().countDocuments()).isEqualTo(1);
        assertThat(search(axis(0), "default", 10))
                .extracting(IndexHit::document)
                .containsExactly(TWO);
    }

    @Test
    void removingWhatIsNotThereIsNoFailure() {
        index().apply(new IndexChange(List.of(ONE), List.of(), new IndexPosition("base", 7)));

        assertThat(index().position()).isEqualTo(new IndexPosition("base", 7));
    }

    @Test
    void countsDocumentsNotChunks() {
        add(1, entry(ONE, 0, "a", axis(0)), entry(ONE, 1, "a", axis(1)), entry(TWO, 0, "b", axis(2)));

        assertThat(index().countDocuments()).isEqualTo(2);
        assertThat(index().documents()).isEqualTo(Set.of(ONE, TWO));
    }

    @Test
    void applyingAChangeAgainChangesNothing() {
        IndexChange change = new IndexChange(
                List.of(ONE),
                List.of(entry(ONE, 0, "default", axis(0)), entry(ONE, 1, "default", axis(1))),
                new IndexPosition("base", 1));

        index().apply(change);
        index().apply(change);

        assertThat(search(axis(0), "default", 10)).hasSize(2);
        assertThat(chunks()).hasSize(2);
    }

    @Test
    void goesThroughAllChunks() {
        add(3, entry(ONE, 0, "a", axis(0)), entry(ONE, 1, "a", axis(1)), entry(TWO, 0, "b", axis(2)));

        assertThat(chunks())
                .extracting(IndexedChunk::document, IndexedChunk::generation, IndexedChunk::ordinal, IndexedChunk::hash)
                .containsExactlyInAnyOrder(
                        tuple(ONE, 1L, 0, "hash 0"), tuple(ONE, 1L, 1, "hash 1"), tuple(TWO, 1L, 0, "hash 0"));
        assertThat(index().countChunks()).isEqualTo(3);
    }

    @Test
    void wordsFindWhatTheVectorsDoNotTell() {
        add(1, text(ONE, "Invoice NH-2026-20417 of Kaistrasse", axis(1)), text(TWO, "Some other invoice", axis(0)));

        assertThat(find("NH-2026-20417", SearchMode.WORDS)).containsExactly(ONE);
        assertThat(find("what about the KAISTRASSE invoice?", SearchMode.WORDS)).containsExactly(ONE, TWO);
        assertThat(find("penguins", SearchMode.WORDS)).isEmpty();
    }

    @Test
    void rareWordsCountMoreThanCommonOnesAndShortTextsMoreThanLongOnes() {
        UUID three = new UUID(0, 3);
        add(
                1,
                text(ONE, "pump pump pump tank", axis(0)),
                text(TWO, "grinder and a pump", axis(1)),
                text(three, "pump" + " filler".repeat(100), axis(2)));

        assertThat(find("pump grinder", SearchMode.WORDS)).first().isEqualTo(TWO);
        assertThat(find("pump", SearchMode.WORDS)).containsExactly(ONE, TWO, three);
    }

    @Test
    void hybridPutsFirstWhatBothRankingsFind() {
        UUID three = new UUID(0, 3);
        add(
                1,
                text(ONE, "nothing of it", axis(0)),
                text(TWO, "the grinder", unit(0.9, 0.43589)),
                text(three, "a grinder among many other things", axis(1)));

        List<IndexHit> hits = index().search(new IndexQuery(
                axis(0), "Why does the grinder jam?", SearchMode.HYBRID, IndexFilter.in("default"), 3));

        assertThat(hits).extracting(IndexHit::document).first().isEqualTo(TWO);
        assertThat(hits).extracting(IndexHit::document).containsExactlyInAnyOrder(ONE, TWO, three);
        assertThat(hits.get(0).score()).isCloseTo(0.9, within(1e-4));
        assertThat(hits)
                .filteredOn(hit -> hit.document().equals(three))
                .allSatisfy(hit -> assertThat(hit.score()).isCloseTo(0, within(1e-4)));
    }

    @Test
    void besideTheMeaningWordsCountOnlyWhenHalfOfThemAreThere() {
        add(1, text(ONE, "the pump is loud", axis(0)), text(TWO, "a loud party upstairs", axis(1)));
        String question = "loud rattling pump vibration";

        List<IndexHit> hits =
                index().search(new IndexQuery(axis(1), question, SearchMode.HYBRID, IndexFilter.in("default"), 1));

        // By meaning TWO is first; ONE holds two of the four words, TWO only one.
        assertThat(hits).extracting(IndexHit::document).containsExactly(ONE);
        assertThat(find(question, SearchMode.WORDS)).containsExactly(ONE, TWO);
    }

    @Test
    void aQuestionWithoutAnyWordsIsFoundByItsMeaning() {
        add(1, text(ONE, "words", axis(0)));

        assertThat(find("???", SearchMode.HYBRID)).containsExactly(ONE);
    }

    @Test
    void findsOnlyWhatItsOwnerMaySee() {
        add(
                1,
                labelled(ONE, new IndexLabels("default", "ann", Set.of(), null)),
                labelled(TWO, new IndexLabels("default", "bob", Set.of(), null)),
                labelled(new UUID(0, 3), new IndexLabels("default", null, Set.of(), null)));
        IndexFilter all = IndexFilter.in("default");

        assertFound(all, ONE, TWO, new UUID(0, 3));
        assertFound(all.ownedBy(Set.of("ann")), ONE);
        assertFound(all.ownedBy(Set.of("ann", "bob")), ONE, TWO);
        assertFound(all.ownedBy(Set.of("eve")));
        assertFound(all.ownedBy(Set.of()));
    }

    @Test
    void anOwnersFewChunksAreFoundAmongManyCloserOnesOfOthers() {
        List<IndexEntry> entries = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            entries.add(labelled(new UUID(2, i), new IndexLabels("default", "bob", Set.of(), null)));
        }
        entries.add(new IndexEntry(
                ONE, 1, 0, "hash", new IndexLabels("default", "ann", Set.of(), null), "same", unit(0.1, 0.99499)));
        add(1, entries.toArray(IndexEntry[]::new));

        assertFound(IndexFilter.in("default").ownedBy(Set.of("ann")), ONE);
    }

    @Test
    void filtersByDocumentTagAndTime() {
        Instant may = Instant.parse("2026-05-06T10:00:00Z");
        add(
                1,
                labelled(ONE, new IndexLabels("default", null, Set.of("travel", "draft"), may)),
                labelled(TWO, new IndexLabels("default", null, Set.of("travel"), may.plusSeconds(1))));
        IndexFilter all = IndexFilter.in("default");

        assertFound(all.ofDocuments(Set.of(TWO)), TWO);
        assertFound(all.tagged(Set.of("travel")), ONE, TWO);
        assertFound(all.tagged(Set.of("travel", "draft")), ONE);
        assertFound(all.tagged(Set.of("unknown")));
        assertFound(all.between(may, may.plusSeconds(1)), ONE);
        assertFound(all.between(may.plusNanos(1000), null), TWO);
        assertFound(all.between(null, may));
        assertFound(all.between(null, may.plusSeconds(9)).tagged(Set.of("draft")), ONE);
    }

    @Test
    void aVectorOfAnotherLengthIsRefusedForGoodAndDoesNoHarm() {
        add(1, entry(ONE, 0, "default", axis(0)));

        assertThatThrownBy(() -> search(new float[] {1, 0}, "default", 5))
                .isInstanceOf(VectorIndexRefused.class)
                .hasMessageContaining("384");
        assertThatThrownBy(() -> add(2, entry(TWO, 0, "default", new float[] {1, 0})))
                .isInstanceOf(VectorIndexRefused.class);

        assertThat(search(axis(0), "default", 5)).extracting(IndexHit::document).containsExactly(ONE);
        assertThat(index().position().generation()).isEqualTo(1);
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
                    .filter(entry -> entry.labels().collection().equals(collection))
                    .sorted(Comparator.comparingDouble(entry -> -dot(entry.vector(), vector)))
                    .limit(10)
                    .map(IndexEntry::document)
                    .toList();
            List<UUID> hits = new ArrayList<>(search(vector, collection, 10).stream()
                    .map(IndexHit::document)
                    .toList());
            hits.retainAll(exact);
            found += hits.size();
        }
        return found / 200.0;
    }

    private static IndexEntry labelled(UUID document, IndexLabels labels) {
        return new IndexEntry(document, 1, 0, "hash", labels, "the same words", axis(0));
    }

    private static IndexEntry text(UUID document, String text, float[] vector) {
        return entry(document, 1, 0, "default", text, vector);
    }

    private List<UUID> find(String question, SearchMode mode) {
        return index().search(new IndexQuery(axis(0), question, mode, IndexFilter.in("default"), 10)).stream()
                .map(IndexHit::document)
                .toList();
    }

    /** In each mode the same has to be found. */
    private void assertFound(IndexFilter filter, UUID... documents) {
        for (SearchMode mode : SearchMode.values()) {
            assertThat(index().search(new IndexQuery(axis(0), "same words", mode, filter, 10)))
                    .as("%s with %s", filter, mode)
                    .extracting(IndexHit::document)
                    .containsExactlyInAnyOrder(documents);
        }
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
