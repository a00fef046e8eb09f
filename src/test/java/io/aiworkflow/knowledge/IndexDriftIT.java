package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.knowledge.KnowledgeBase.Indexed;
import io.aiworkflow.knowledge.lucene.LuceneIndexes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of damage that an index may have is found, told, and put right without touching anything else. */
class IndexDriftIT {
    private static final EmbeddingSpace WORDS = EmbeddingSpace.own("words");
    private static final String TWO_PASSAGES = "# Pets\n\nCats sleep all day.\n\n# Tools\n\nA hammer drives nails.\n";

    @TempDir
    Path data;

    private final KnowledgeFixture fixture = new KnowledgeFixture();
    private final WordEmbedder embedder = new WordEmbedder("words");
    private final Embedders embedders = KnowledgeFixture.only(embedder);

    private ModelIndexes indexes;
    private IndexDrift drift;
    private UUID two;

    @BeforeEach
    void index() {
        indexes = open();
        KnowledgeBase knowledge = fixture.knowledge(indexes, embedders);
        knowledge.index(NewDocument.of("default", "one.md", null, "Rivers flow downhill."));
        Indexed indexed = knowledge.index(NewDocument.of("default", "two.md", null, TWO_PASSAGES));
        two = indexed.document();
        drift = fixture.drift(indexes);
        assertThat(drift.compare(WORDS).isClean()).isTrue();
        assertThat(active().countChunks()).isEqualTo(3);
    }

    @AfterEach
    void close() {
        close(indexes);
        fixture.close();
    }

    ModelIndexes open() {
        return LuceneIndexes.in(data);
    }

    void close(ModelIndexes opened) {
        LuceneIndexes.close(opened);
    }

    /** Told what is to be written by the next repair, where the adapter can tell. */
    void expectWrites(int chunks, Runnable repair) {
        repair.run();
    }

    @Test
    void aMissingChunkIsWrittenAgain() {
        active().mend(chunks(chunk -> chunk.document().equals(two) && chunk.ordinal() == 1), List.of());

        DriftReport found = repair(1);

        assertThat(found.counts()).isEqualTo(new DriftReport.Counts(2, 1, 0, 0, 0));
        assertThat(found.missing()).isEqualTo(Map.of(two, Set.of(1)));
    }

    @Test
    void aDocumentThatIsWhollyMissingIsWrittenAgain() {
        active().mend(chunks(chunk -> chunk.document().equals(two)), List.of());

        DriftReport found = repair(2);

        assertThat(found.missing()).isEqualTo(Map.of(two, Set.of(0, 1)));
        assertThat(found.documents()).isEqualTo(2);
        assertThat(found.indexed()).isEqualTo(1);
    }

    @Test
    void chunksOfADocumentThatIsGoneAreTakenOut() {
        UUID gone = new UUID(0, 9);
        active().mend(List.of(), List.of(entry(gone, 1, 0, "any")));

        DriftReport found = repair(0);

        assertThat(found.counts()).isEqualTo(new DriftReport.Counts(4, 0, 0, 1, 0));
        assertThat(active().documents()).doesNotContain(gone);
    }

    @Test
    void anEarlierGenerationThatASlowProcessLeftBehindIsTakenOut() {
        long generation = generation();
        active().mend(List.of(), List.of(entry(two, generation - 1, 0, "any"), entry(two, generation - 1, 1, "any")));

        DriftReport found = repair(0);

        assertThat(found.counts()).isEqualTo(new DriftReport.Counts(5, 0, 0, 2, 0));
        assertThat(chunks(chunk ->
                        chunk.generation() == generation - 1 && chunk.document().equals(two)))
                .isEmpty();
    }

    @Test
    void whatIsAheadOfTheDatabaseOrBeyondTheEndOfItsDocumentIsTakenOut() {
        active().mend(List.of(), List.of(entry(two, generation() + 90, 0, "any"), entry(two, generation(), 7, "any")));

        assertThat(repair(0).counts()).isEqualTo(new DriftReport.Counts(5, 0, 0, 2, 0));
    }

    @Test
    void aChunkOfAnotherContentIsReplaced() {
        active().mend(List.of(), List.of(entry(two, generation(), 1, "another hash")));

        DriftReport found = repair(1);

        assertThat(found.counts()).isEqualTo(new DriftReport.Counts(3, 0, 1, 0, 0));
        assertThat(found.different()).extracting(IndexedChunk::ordinal).containsExactly(1);
    }

    /** Its content is right, but it is not found by whom it is for, or looked for where it does not belong. */
    @Test
    void aChunkWithAnyWrongLabelIsReplaced() {
        IndexedChunk right = chunks(chunk -> chunk.document().equals(two) && chunk.ordinal() == 1)
                .get(0);
        IndexLabels labels = right.labels();
        for (IndexLabels wrong : List.of(
                new IndexLabels("elsewhere", labels.owner(), labels.tags(), labels.time()),
                new IndexLabels(labels.collection(), "somebody else", labels.tags(), labels.time()),
                new IndexLabels(labels.collection(), null, labels.tags(), labels.time()),
                new IndexLabels(labels.collection(), labels.owner(), Set.of("wrong"), labels.time()),
                new IndexLabels(
                        labels.collection(),
                        labels.owner(),
                        labels.tags(),
                        labels.time().plusSeconds(1)),
                new IndexLabels(labels.collection(), labels.owner(), labels.tags(), null))) {
            active().mend(
                            List.of(),
                            List.of(new IndexEntry(
                                    two,
                                    right.generation(),
                                    1,
                                    right.hash(),
                                    wrong,
                                    "a hammer drives nails",
                                    embedder.embed(List.of("a hammer drives nails"))
                                            .get(0))));

            assertThat(drift.compare(WORDS).counts()).as("%s", wrong).isEqualTo(new DriftReport.Counts(3, 0, 1, 0, 0));
            repair(1);
            assertThat(chunks(chunk -> chunk.place().equals(right.place()))).containsExactly(right);
        }
    }

    @Test
    void chunksFromBeforeThereWereHashesAreReplacedOnce() {
        active().mend(List.of(), List.of(entry(two, generation(), 0, ""), entry(two, generation(), 1, "")));

        assertThat(repair(2).counts()).isEqualTo(new DriftReport.Counts(3, 0, 2, 0, 2));
    }

    @Test
    void comparingChangesNothingAndTellsTheFigures() {
        active().mend(chunks(chunk -> chunk.document().equals(two) && chunk.ordinal() == 1), List.of());
        IndexActions care = fixture.care(indexes, embedders);

        assertThat(care.compare(null))
                .containsEntry("missing", 1L)
                .containsEntry("different", 0L)
                .containsEntry("repaired", false)
                .containsEntry("chunks", 2L);

        assertThat(active().countChunks()).isEqualTo(2);
        assertThat(gauge("missing")).isEqualTo(1);
        care.repair(null);
        care.compare(null);
        assertThat(gauge("missing")).isZero();
        assertThat(fixture.meters.get("aiworkflow.index.repairs").counter().count())
                .isEqualTo(1);
    }

    @Test
    void theMetersTellSizeAndLag() {
        IndexMeters meters = fixture.meters(indexes, embedders);
        meters.sample();

        assertThat(fixture.meters
                        .get("aiworkflow.index.chunks")
                        .tag("index", "words")
                        .gauge()
                        .value())
                .isEqualTo(3);
        assertThat(fixture.meters.get("aiworkflow.index.lag").gauge().value()).isZero();
    }

    /** As another process would publish and follow it, between what a repair reads and what it writes. */
    @Test
    void aPublicationDuringARepairIsNotUndoneByIt() {
        active().mend(chunks(chunk -> chunk.document().equals(two)), List.of());
        long before = fixture.store.position(WORDS).generation();
        KnowledgeBase elsewhere = fixture.knowledge(indexes, embedders);
        AtomicBoolean published = new AtomicBoolean();
        ModelIndexes late = Interception.onActive(indexes, "mend", mend -> {
            if (!published.getAndSet(true)) {
                elsewhere.index(NewDocument.of("default", "two.md", null, TWO_PASSAGES + "\n# More\n\nDogs bark.\n"));
            }
            return mend.call();
        });

        DriftReport found = fixture.drift(late).repair(WORDS);

        assertThat(found.missing()).isEqualTo(Map.of(two, Set.of(0, 1)));
        assertThat(chunks(chunk -> chunk.document().equals(two)))
                .hasSize(3)
                .allMatch(chunk -> chunk.generation() > before);
        assertThat(drift.compare(WORDS).isClean()).isTrue();
    }

    @Test
    void aDocumentThatIsRemovedDuringARepairDoesNotComeBack() {
        active().mend(chunks(chunk -> chunk.document().equals(two)), List.of());
        KnowledgeBase elsewhere = fixture.knowledge(indexes, embedders);
        ModelIndexes late = Interception.onActive(indexes, "mend", mend -> {
            elsewhere.remove("default", "two.md");
            return mend.call();
        });

        fixture.drift(late).repair(WORDS);

        assertThat(active().documents()).doesNotContain(two);
        assertThat(drift.compare(WORDS).isClean()).isTrue();
    }

    /** Comparing again and again would not help. */
    @Test
    void whatTheDatabaseItselfLacksEndsARepair() {
        fixture.sql
                .sql("delete from chunk_embedding where document_id = :id")
                .param("id", two)
                .update();
        active().mend(chunks(chunk -> chunk.document().equals(two)), List.of());
        AtomicInteger scans = new AtomicInteger();
        ModelIndexes counted = Interception.onActive(indexes, "scan", scan -> {
            scans.incrementAndGet();
            return scan.call();
        });

        assertThat(fixture.drift(counted).repair(WORDS).counts().missing()).isEqualTo(2);

        assertThat(scans).hasValue(1);
    }

    private DriftReport repair(int writes) {
        List<DriftReport> found = new ArrayList<>();
        expectWrites(writes, () -> found.add(drift.repair(WORDS)));
        assertThat(drift.compare(WORDS).isClean()).isTrue();
        assertThat(active().countChunks()).isEqualTo(3);
        assertThat(fixture.knowledge(indexes, embedders).search("hammer nails", "default", 1))
                .hasSize(1);
        return found.get(0);
    }

    private long generation() {
        return chunks(chunk -> chunk.document().equals(two)).get(0).generation();
    }

    private IndexEntry entry(UUID document, long generation, int ordinal, String hash) {
        float[] vector = embedder.embed(List.of("cats sleep")).get(0);
        return new IndexEntry(document, generation, ordinal, hash, IndexLabels.of("default"), "", vector);
    }

    private List<IndexedChunk> chunks(Predicate<IndexedChunk> wanted) {
        List<IndexedChunk> chunks = new ArrayList<>();
        active().scan(chunks::addAll);
        return chunks.stream().filter(wanted).toList();
    }

    private double gauge(String kind) {
        return fixture.meters
                .get("aiworkflow.index.drift")
                .tag("kind", kind)
                .gauge()
                .value();
    }

    private VectorIndex active() {
        return indexes.of(WORDS).active();
    }
}
