package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.knowledge.KnowledgeBase.Indexed;
import io.aiworkflow.knowledge.lucene.LuceneIndexes;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.Work;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

class KnowledgeBaseIT {
    private static final Work WORK = Work.outsideOfRuns(Submitter.ENGINE);

    @TempDir
    Path data;

    private final KnowledgeFixture fixture = new KnowledgeFixture();
    private static final EmbeddingSpace WORDS = EmbeddingSpace.own("words");

    private final WordEmbedder embedder = new WordEmbedder("words");
    private final Embedders embedders = KnowledgeFixture.only(embedder);

    private ModelIndexes indexes;
    private KnowledgeBase knowledge;

    @BeforeEach
    void start() throws Exception {
        indexes = open("here");
        knowledge = fixture.knowledge(indexes, embedders);
    }

    @AfterEach
    void close() throws Exception {
        close(indexes);
        fixture.close();
    }

    /** Indexes at a place of this name, the same again for the same name. */
    ModelIndexes open(String place) {
        return LuceneIndexes.in(data.resolve(place));
    }

    void close(ModelIndexes opened) {
        LuceneIndexes.close(opened);
    }

    /** Loses all that the indexes here hold. */
    void lose() {
        close(indexes);
        FileSystemUtils.deleteRecursively(data.resolve("here").toFile());
    }

    @Test
    void findsWhatWasIndexedWithItsPlaceInTheDocument() {
        String text = "# Pets\n\nCats sleep all day.\n\n# Tools\n\nA hammer drives nails.\n";
        Indexed indexed = knowledge.index(document("a.md", text));

        List<Passage> found = knowledge.search("hammer nails", "default", 1);

        assertThat(found).hasSize(1);
        Passage passage = found.get(0);
        assertThat(passage.document()).isEqualTo(indexed.document());
        assertThat(passage.heading()).isEqualTo("Tools");
        assertThat(passage.text())
                .isEqualTo("# Tools\n\nA hammer drives nails.")
                .isEqualTo(text.substring(passage.start(), passage.end()));
        assertThat(passage.score()).isBetween(0.3, 1.0);
    }

    @Test
    void indexingTheSameAgainChangesNothing() {
        Indexed first = knowledge.index(document("a.md", "Cats sleep all day."));
        int embedded = embedder.embedded().size();

        Indexed second = knowledge.index(document("a.md", "Cats sleep all day."));

        assertThat(first.unchanged()).isFalse();
        assertThat(second).isEqualTo(new Indexed(first.document(), "a.md", 1, true));
        assertThat(embedder.embedded()).hasSize(embedded);
    }

    @Test
    void changedTextTakesThePlaceOfTheEarlier() {
        Indexed first = knowledge.index(document("a.md", "Cats sleep all day."));

        Indexed second = knowledge.index(document("a.md", "A hammer drives nails."));

        assertThat(second.document()).isEqualTo(first.document());
        assertThat(second.unchanged()).isFalse();
        assertThat(knowledge.search("cats sleep", "default", 5)).isEmpty();
        assertThat(knowledge.search("hammer nails", "default", 5)).hasSize(1);
        assertThat(rows("chunk")).isEqualTo(1);
    }

    @Test
    void theSameNameInTwoCollectionsIsTwoDocuments() {
        knowledge.index(new NewDocument("letters", "a", "a", "Cats sleep all day."));
        knowledge.index(new NewDocument("manuals", "a", "a", "Cats sleep all day."));

        assertThat(rows("document")).isEqualTo(2);
        assertThat(knowledge.search("cats sleep", "letters", 5))
                .extracting(Passage::collection)
                .containsExactly("letters");
    }

    @Test
    void aRemovedDocumentIsFoundNoMore() {
        knowledge.index(document("a.md", "Cats sleep all day."));
        knowledge.index(document("b.md", "A hammer drives nails."));

        assertThat(knowledge.remove("default", "a.md")).isTrue();
        assertThat(knowledge.remove("default", "a.md")).isFalse();

        assertThat(knowledge.search("cats sleep", "default", 5)).isEmpty();
        assertThat(index().countDocuments()).isEqualTo(1);
        assertThat(rows("chunk")).isEqualTo(1);
    }

    @Test
    void findsNothingWhenNothingIsRelevant() {
        knowledge.index(document("a.md", "Cats sleep all day."));

        assertThat(knowledge.search("quantum chromodynamics", "default", 5)).isEmpty();
        assertThat(knowledge.search("cats", "empty collection", 5)).isEmpty();
    }

    @Test
    void aDocumentWithoutTextIsRefused() {
        assertThatThrownBy(() -> knowledge.index(document("a.md", " \n\t\r\n ")))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void aQuestionThatTheModelCannotTakeInIsRefused() {
        assertThatThrownBy(() -> knowledge.search("word ".repeat(501), "default", 5))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void textThatPostgresCannotStoreKeepsItsOffsets() {
        knowledge.index(document("a.md", "Cats \u0000 and \uD800 sleep.\n\n# Tools\n\nA hammer 🔨 drives nails."));

        Passage passage = knowledge.search("hammer nails", "default", 1).get(0);

        assertThat(passage.text()).isEqualTo("# Tools\n\nA hammer 🔨 drives nails.");
        assertThat(passage.start()).isEqualTo(21);
    }

    @Test
    void aLostIndexIsRebuiltBeforeTheFirstAnswer() throws Exception {
        knowledge.index(document("a.md", "Cats sleep all day."));
        knowledge.index(document("b.md", "A hammer drives nails."));
        restartWithoutIndex();
        embedder.embedded().clear();

        assertThat(knowledge.search("cats sleep", "default", 5)).hasSize(1);
        assertThat(knowledge.search("hammer nails", "default", 5)).hasSize(1);
        assertThat(embedder.embedded()).containsExactly("cats sleep", "hammer nails");
    }

    @Test
    void reindexMakesTheIndexAnew() {
        knowledge.index(document("a.md", "Cats sleep all day."));
        IndexPosition position = index().position();
        index().apply(new IndexChange(index().documents(), List.of(), position));
        assertThat(knowledge.search("cats sleep", "default", 5)).isEmpty();

        knowledge.reindex();

        assertThat(knowledge.search("cats sleep", "default", 5)).hasSize(1);
        assertThat(index().position()).isEqualTo(position);
        assertThat(indexes.of(WORDS).sides().previous()).isNotNull();
    }

    @Test
    void whileTheIndexIsMadeAnewSearchesAreAnsweredAndChangesAreNotLost() throws Exception {
        for (int i = 0; i < 40; i++) {
            knowledge.index(document("doc" + i, "Number %d is a number.".formatted(i)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> rebuilding = threads.submit(() -> {
                for (int i = 0; i < 3; i++) {
                    knowledge.reindex();
                }
            });
            int changed = 0;
            while (!rebuilding.isDone() || changed < 5) {
                assertThat(knowledge.search("number", "default", 20)).hasSize(20);
                knowledge.index(document("new" + changed++, "Cats sleep all day and number " + changed));
            }
            rebuilding.get();
            assertThat(knowledge.search("cats sleep", "default", 20)).hasSize(Math.min(20, changed));
            assertThat(index().countDocuments()).isEqualTo(40 + changed);
            assertThat(index().position()).isEqualTo(fixture.store.position(WORDS));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void maintenanceRoutesSeeAndSteerTheIndex() {
        knowledge.index(document("a.md", "Cats sleep all day."));
        IndexActions actions = fixture.care(indexes, embedders);

        assertThat(actions.status(null)).containsEntry("documents", 1L).containsEntry("previous", null);
        assertThat(actions.rebuild(null).get("previous")).isNotNull();
        assertThat(actions.revert(null)).containsEntry("previous", null);
        actions.rebuild(null);
        assertThat(actions.confirm(null)).containsEntry("previous", null);
        index().apply(new IndexChange(index().documents(), List.of(), index().position()));
        assertThat(actions.compare(null)).containsEntry("missing", 1L).containsEntry("repaired", false);
        assertThat(actions.repair(null)).containsEntry("missing", 1L).containsEntry("repaired", true);
        assertThat(actions.compare(null)).containsEntry("missing", 0L);
    }

    @Test
    void aNumberIsFoundByItsWordsAndNothingIsMadeUp() {
        knowledge.index(document("a.md", "Invoice NH-2026-20417 is due."));
        knowledge.index(document("b.md", "A hammer drives nails into boards."));

        assertThat(knowledge.search("NH-2026-20417", "default", 5))
                .extracting(Passage::name)
                .containsExactly("a.md");
        assertThat(knowledge.search("Which nails did the queen of the penguins paint?", "default", 5))
                .isEmpty();
    }

    @Test
    void aSearchDoesNotWaitUntilOthersHaveIndexed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        knowledge.index(document("a.md", "Cats sleep all day."));
        KnowledgeBase busy = fixture.knowledge(
                Interception.onActive(indexes, "apply", change -> {
                    begun.countDown();
                    goOn.await();
                    return change.call();
                }),
                embedders);

        CompletableFuture<?> indexing =
                CompletableFuture.runAsync(() -> busy.index(document("b.md", "A hammer drives nails.")));
        begun.await();
        assertThat(busy.search("cats sleep", "default", 5)).isNotEmpty();
        assertThat(indexing).isNotDone();
        goOn.countDown();
        indexing.get();
        assertThat(busy.search("hammer nails", "default", 5)).isNotEmpty();
    }

    @Test
    void searchesOnlyWhatPassesTheFilter() {
        Indexed first = knowledge.index(document("a.md", "Cats sleep all day."));
        knowledge.index(document("b.md", "Cats sleep all night."));
        IndexFilter filter = IndexFilter.in("default");

        assertThat(knowledge.search(
                        "cats sleep", filter.ofDocuments(Set.of(first.document())), SearchMode.HYBRID, 5, WORK))
                .extracting(Passage::name)
                .containsExactly("a.md");
        assertThat(knowledge.search("cats sleep", filter.ownedBy(Set.of("ann")), SearchMode.HYBRID, 5, WORK))
                .isEmpty();
        assertThat(knowledge.search(
                        "cats sleep",
                        filter.between(Instant.parse("2100-01-01T00:00:00Z"), null),
                        SearchMode.HYBRID,
                        5,
                        WORK))
                .isEmpty();
    }

    @Test
    void theDatabaseHasTheLastWordOnWhatPassesTheFilter() {
        Indexed indexed = knowledge.index(document("a.md", "Cats sleep all day."));
        long generation = fixture.sql
                .sql("select generation from document_embedding")
                .query(Long.class)
                .single();
        List<IndexHit> hits = List.of(new IndexHit(indexed.document(), generation, 0, 1));
        IndexFilter all = IndexFilter.in("default");

        assertThat(fixture.store.passages(hits, all.ofDocuments(Set.of(indexed.document()))))
                .hasSize(1);
        for (IndexFilter other : List.of(
                IndexFilter.in("secrets"),
                all.ownedBy(Set.of("ann")),
                all.ownedBy(Set.of()),
                all.ofDocuments(Set.of(UUID.randomUUID())),
                all.tagged(Set.of("2026")),
                all.between(Instant.parse("2100-01-01T00:00:00Z"), null),
                all.between(null, Instant.parse("2000-01-01T00:00:00Z")))) {
            assertThat(fixture.store.passages(hits, other)).as(other.toString()).isEmpty();
        }
    }

    @Test
    void inACollectionOfSomebodyElseOneFindsWhatOneHasBroughtOneself() {
        Submitter anna = new Submitter("anna", UserRole.USER);
        knowledge.index(document("a.md", "Cats sleep all day.").by(anna));
        knowledge.index(document("b.md", "Cats sleep all night.").by(new Submitter("berta", UserRole.USER)));
        fixture.sql.sql("update collection set owner = 'otto'").update();
        SearchRequest asked = SearchRequest.of("cats sleep", "default", 5, name -> null);

        Map<String, Object> found = fixture.search(indexes, embedders).search(asked, anna);

        assertThat(found.get("passages").toString()).contains("all day").doesNotContain("all night");
    }

    @Test
    void catchesUpWithChangesThatNeverReachedTheIndex() {
        knowledge.index(document("a.md", "Cats sleep all day."));
        knowledge.index(document("b.md", "A hammer drives nails."));
        knowledge.index(document("c.md", "Rivers flow downhill."));
        KnowledgeBase elsewhere = fixture.knowledge(open("other"), embedders);

        elsewhere.remove("default", "a.md");
        elsewhere.index(document("b.md", "The saw cuts wood."));
        elsewhere.index(document("d.md", "Bread needs flour."));

        assertThat(knowledge.search("cats sleep", "default", 5)).isEmpty();
        assertThat(knowledge.search("hammer nails", "default", 5)).isEmpty();
        assertThat(knowledge.search("saw wood", "default", 5)).hasSize(1);
        assertThat(knowledge.search("bread flour", "default", 5)).hasSize(1);
        assertThat(index().documents()).hasSize(3);
        assertThat(index().position()).isEqualTo(fixture.store.position(WORDS));
    }

    @Test
    void whatIsDeletedFromTheLibraryLeavesTheIndexWithoutASearch() throws Exception {
        BackgroundFollowing following = new BackgroundFollowing(fixture.follower(indexes));
        Library library =
                new IngestionParts(fixture, KnowledgeFixture.only(new WordEmbedder("words")), following).library;
        knowledge.index(document("a.md", "Cats sleep all day."));
        Indexed gone = knowledge.index(document("b.md", "A hammer drives nails."));
        assertThat(index().countChunks()).isEqualTo(2);

        library.delete(gone.document(), Submitter.ENGINE);
        following.destroy();

        assertThat(index().countChunks()).isEqualTo(1);
        assertThat(index().documents()).doesNotContain(gone.document());
        assertThat(index().position()).isEqualTo(fixture.store.position(WORDS));
    }

    @Test
    void anIndexThatCannotFollowADeletionDoesNotHinderIt() throws Exception {
        Indexed gone = knowledge.index(document("a.md", "Cats sleep all day."));
        ModelIndexes down = Interception.onActive(indexes, "position", position -> {
            throw new VectorIndexUnavailable("it is down", null);
        });
        BackgroundFollowing following = new BackgroundFollowing(fixture.follower(down));
        Library library =
                new IngestionParts(fixture, KnowledgeFixture.only(new WordEmbedder("words")), following).library;

        library.delete(gone.document(), Submitter.ENGINE);
        following.destroy();

        assertThat(rows("document")).isZero();
        assertThat(knowledge.search("cats sleep", "default", 5)).isEmpty();
        assertThat(index().countChunks()).isZero();
    }

    @Test
    void anIndexOfAnotherDatabaseIsNotBelieved() {
        index().apply(new IndexChange(
                List.of(),
                List.of(new IndexEntry(new UUID(0, 9), 50, 0, "", IndexLabels.of("default"), "", new float[] {1, 0})),
                new IndexPosition("another/words", 50)));

        knowledge.index(document("a.md", "Cats sleep all day."));

        assertThat(index().countDocuments()).isEqualTo(1);
        assertThat(knowledge.search("cats sleep", "default", 5)).hasSize(1);
    }

    @Test
    void anIndexThatIsAheadOfARestoredDatabaseIsRebuilt() {
        knowledge.index(document("a.md", "Cats sleep all day."));
        index().apply(new IndexChange(
                List.of(),
                List.of(new IndexEntry(new UUID(0, 9), 50, 0, "", IndexLabels.of("default"), "", new float[1024])),
                new IndexPosition(index().position().base(), 50)));

        assertThat(knowledge.search("cats sleep", "default", 5)).hasSize(1);
        assertThat(index().countDocuments()).isEqualTo(1);
    }

    @Test
    void anotherModelEmbedsADocumentAnew() {
        knowledge.index(document("a.md", "Cats sleep all day."));
        WordEmbedder other = new WordEmbedder("other words");
        KnowledgeBase withOther = fixture.knowledge(indexes, KnowledgeFixture.only(other));

        assertThat(withOther.search("cats sleep", "default", 5)).isEmpty();
        Indexed indexed = withOther.index(document("a.md", "Cats sleep all day."));

        assertThat(indexed.unchanged()).isFalse();
        assertThat(withOther.search("cats sleep", "default", 5)).hasSize(1);
    }

    @Test
    void aReplacementThatFailsLeavesTheEarlierDocumentWhole() {
        knowledge.index(document("a.md", "Cats sleep all day."));
        Ingestion ingestion = fixture.ingestion(KnowledgeFixture.only(new BrokenEmbedder("words")));
        Received received = ingestion.receive(document("a.md", "New text").upload(), Submitter.ENGINE);
        ingestion.parse(received.document(), received.version(), Submitter.ENGINE);
        ingestion.chunk(received.document(), received.version());

        // Its only chunk has no embedding yet.
        assertThatThrownBy(() -> ingestion.publish(received.document(), received.version(), WORK))
                .isInstanceOf(PermanentException.class);

        assertThat(knowledge.search("cats sleep", "default", 5)).hasSize(1);
    }

    @Test
    void manyThreadsIndexAndSearchAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Indexed>> done = IntStream.range(0, 60)
                    .mapToObj(i -> threads.submit(() -> {
                        knowledge.search("number seven", "default", 3);
                        return knowledge.index(document("doc" + i % 20, "This is number " + i % 20 + "."));
                    }))
                    .toList();
            for (Future<Indexed> each : done) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(rows("document")).isEqualTo(20);
        assertThat(index().countDocuments()).isEqualTo(20);
        assertThat(index().position()).isEqualTo(fixture.store.position(WORDS));
    }

    private void restartWithoutIndex() throws Exception {
        lose();
        start();
    }

    private VectorIndex index() {
        return indexes.of(WORDS).active();
    }

    private long rows(String table) {
        return fixture.sql
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    private static NewDocument document(String name, String text) {
        return new NewDocument("default", name, name, text);
    }
}
