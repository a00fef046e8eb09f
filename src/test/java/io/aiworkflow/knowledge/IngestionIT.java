package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.knowledge.Ingestion.Batch;
import io.aiworkflow.knowledge.parsing.DocumentKind;
import io.aiworkflow.knowledge.parsing.SampleDocuments;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.Work;
import io.aiworkflow.testsupport.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way of a document into the index, interrupted and repeated at every place. */
class IngestionIT {
    private static final Submitter ANNA = new Submitter("anna", UserRole.USER);
    private static final Submitter BERTA = new Submitter("berta", UserRole.USER);
    private static final Submitter OPERATOR = new Submitter("otto", UserRole.OPERATOR);
    private static final Work WORK = Work.outsideOfRuns(ANNA);

    private final KnowledgeFixture fixture = new KnowledgeFixture();
    private final WordEmbedder embedder = new WordEmbedder("words");
    private final List<String> asked = new ArrayList<>();
    private final List<Work> askedFor = new ArrayList<>();
    private int dimension = 4;
    private Runnable meanwhile = () -> {};
    private final IngestionParts parts =
            new IngestionParts(fixture, new Embedders(embedder, Optional.of(this::embedElsewhere)));
    private final Ingestion ingestion = parts.ingestion();

    @AfterEach
    void close() {
        fixture.close();
    }

    private List<float[]> embedElsewhere(String model, List<String> texts, Work work) {
        asked.add(model);
        askedFor.add(work);
        meanwhile.run();
        return texts.stream().map(text -> new float[dimension]).toList();
    }

    @Test
    void aRepeatedStepEmbedsNothingTwice() {
        Received received = receive("a.md", sections(10), ANNA);
        UUID document = received.document();
        ingestion.parse(document, 1, ANNA);
        List<Batch> batches = ingestion.chunk(document, 1);
        assertThat(batches).hasSize(3);
        assertThat(embedder.counting())
                .as("threads that compute")
                .allSatisfy(name -> assertThat(name).startsWith("cutting-"));
        assertThat(ingestion.embed(document, 1, batches.get(0), WORK)).isEqualTo(4);

        // As after a crash before the step was journalled.
        assertThat(ingestion.embed(document, 1, batches.get(0), WORK)).isZero();
        assertThat(ingestion.parse(document, 1, ANNA)).isTrue();
        assertThat(ingestion.chunk(document, 1)).containsExactly(batches.get(1), batches.get(2));
        batches.forEach(batch -> ingestion.embed(document, 1, batch, WORK));
        ingestion.publish(document, 1, WORK);
        assertThat(ingestion.publish(document, 1, WORK).chunks()).isEqualTo(10);

        assertThat(embedder.embedded()).hasSize(10);
        assertThat(new HashSet<>(embedder.embedded())).hasSize(10);
        assertThat(ingestion.parse(document, 1, ANNA))
                .as("there is something to do")
                .isFalse();
        assertThat(ingestion.chunk(document, 1)).isEmpty();
    }

    @Test
    void passagesThatStayTheSameKeepTheirEmbeddings() {
        index("a.md", sections(10), ANNA);
        embedder.embedded().clear();

        index("a.md", sections(9) + "# Section 10\n\nSomething else.\n", ANNA);

        assertThat(embedder.embedded()).singleElement().asString().contains("Something else.");
        assertThat(rows("chunk")).isEqualTo(10);
        assertThat(rows("document_draft")).isZero();
        assertThat(rows("document_source")).isEqualTo(1);
    }

    @Test
    void anOlderVersionNeverTakesThePlaceOfANewerOne() {
        Received first = receive("a.md", "The first text.", ANNA);
        ingestion.parse(first.document(), 1, ANNA);
        List<Batch> late = ingestion.chunk(first.document(), 1);
        index("a.md", "The second text.", ANNA);

        late.forEach(batch ->
                assertThat(ingestion.embed(first.document(), 1, batch, WORK)).isZero());
        assertThat(ingestion.publish(first.document(), 1, WORK).version()).isEqualTo(2);

        assertThat(fixture.sql
                        .sql("select content from chunk")
                        .query(String.class)
                        .list())
                .containsExactly("The second text.");
    }

    @Test
    void nothingOfAVersionIsFoundBeforeItIsPublished() {
        index("a.md", "The first text.", ANNA);
        Received second = receive("a.md", "The second text.", ANNA);
        ingestion.parse(second.document(), 2, ANNA);
        ingestion.chunk(second.document(), 2).forEach(batch -> ingestion.embed(second.document(), 2, batch, WORK));
        assertThat(fixture.sql
                        .sql("select content from chunk")
                        .query(String.class)
                        .list())
                .containsExactly("The first text.");
        assertThat(fixture.store.count(EmbeddingSpace.own("words"))).isEqualTo(1);
    }

    @Test
    void aDocumentThatWasDeletedMeanwhileIsNotThere() {
        Received received = receive("a.md", "Text.", ANNA);
        parts.library.delete(received.document(), ANNA);
        assertThat(code(() -> ingestion.parse(received.document(), 1, ANNA))).isEqualTo(ErrorCode.DOCUMENT_NOT_FOUND);
        assertThat(code(() -> ingestion.publish(received.document(), 1, WORK))).isEqualTo(ErrorCode.DOCUMENT_NOT_FOUND);
    }

    @Test
    void theModelOfTheCollectionEmbedsAndAnotherDimensionIsRefused() {
        put(
                "elsewhere",
                new CollectionSettings(
                        Optional.empty(), Optional.of(500), Optional.empty(), Optional.of("nomic"), Optional.empty()));
        index("a.md", "Text.", "elsewhere", ANNA);
        assertThat(asked).containsExactly("nomic");
        assertThat(askedFor).containsExactly(WORK.inBackground());
        assertThat(embedder.embedded()).isEmpty();
        assertThat(parts.collections.find("elsewhere", ANNA).dimension()).isEqualTo(4);

        dimension = 5;
        PermanentException refused =
                catchThrowableOfType(PermanentException.class, () -> index("b.md", "Other text.", "elsewhere", ANNA));
        assertThat(refused.code()).isEqualTo(ErrorCode.DIMENSION_MISMATCH);
        assertThat(refused)
                .hasMessageContaining("'nomic'")
                .hasMessageContaining("5")
                .hasMessageContaining("4");
        assertThat(fixture.store.count(new EmbeddingSpace("nomic", 4))).isEqualTo(1);
    }

    @Test
    void aCollectionBelongsToWhoeverUsesItFirst() {
        UUID document = index("a.md", "Text.", "letters", ANNA);
        assertThat(code(() -> receive("b.md", "Text.", "letters", BERTA))).isEqualTo(ErrorCode.NAME_TAKEN);
        assertThat(code(() -> parts.library.find(document, BERTA))).isEqualTo(ErrorCode.DOCUMENT_NOT_FOUND);
        assertThat(code(() -> parts.library.delete(document, BERTA))).isEqualTo(ErrorCode.DOCUMENT_NOT_FOUND);
        assertThat(code(() -> ingestion.parse(document, 1, BERTA))).isEqualTo(ErrorCode.COLLECTION_NOT_FOUND);
        assertThat(parts.library.list(Optional.empty(), Optional.empty(), 10, BERTA))
                .isEmpty();
        assertThat(parts.library.find(document, ANNA).owner()).isEqualTo("anna");
        assertThat(parts.library.find(document, OPERATOR).owner()).isEqualTo("anna");
    }

    @Test
    void inASharedCollectionEverybodySeesButOnlyTheOwnerChanges() {
        UUID document = index("a.md", "Text.", ANNA);
        assertThat(parts.library.find(document, BERTA).owner()).isEqualTo("anna");
        assertThat(code(() -> receive("a.md", "Other text.", BERTA))).isEqualTo(ErrorCode.NAME_TAKEN);
        assertThat(code(() -> parts.library.delete(document, BERTA))).isEqualTo(ErrorCode.FORBIDDEN);
        CollectionSettings mine = new CollectionSettings(
                Optional.of(false), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(code(() -> parts.collections.put("default", mine, BERTA))).isEqualTo(ErrorCode.FORBIDDEN);
        parts.library.delete(document, OPERATOR);
        assertThat(rows("document")).isZero();
    }

    @Test
    void theOriginalsOfAUserHaveTheirLimit() {
        receive("a.md", "word ".repeat(140_000), ANNA);
        assertThat(code(() -> receive("b.md", "word ".repeat(140_000), ANNA))).isEqualTo(ErrorCode.STORAGE_USED_UP);
        assertThat(receive("b.md", "word ".repeat(140_000), "other", BERTA).version())
                .isEqualTo(1);
    }

    @Test
    void otherSettingsMakeTheSameContentAnotherVersion() {
        index("a.md", "Text.", "letters", ANNA);
        assertThat(receive("a.md", "Text.", "letters", ANNA).state()).isEqualTo(Received.State.UNCHANGED);
        put(
                "letters",
                new CollectionSettings(
                        Optional.empty(), Optional.of(50), Optional.of(0), Optional.empty(), Optional.empty()));
        assertThat(receive("a.md", "Text.", "letters", ANNA).version()).isEqualTo(2);
        assertThat(receive("a.md", "Text.", "letters", ANNA).state()).isEqualTo(Received.State.PENDING);
    }

    @Test
    void anOriginalIsCalledWhatItIsOnlyOnceItWasRead() throws Exception {
        byte[] first = SampleDocuments.html("Ferries", "They sail.");
        Received received = ingestion.receive(new Upload("default", "a", null, List.of(), null, first), ANNA);
        ingestion.ingest(received, ANNA, WORK);
        Library.Original original = parts.library.original(received.document(), ANNA);
        assertThat(original.mediaType()).isEqualTo("text/html");

        byte[] second = SampleDocuments.pdf("x".repeat(1000));
        ingestion.receive(new Upload("default", "a", null, List.of(), null, second), ANNA);
        original = parts.library.original(received.document(), ANNA);
        assertThat(original.mediaType()).isEqualTo("application/octet-stream");
        assertThat(original.extension()).isEqualTo("bin");
        assertThat(original.content().readAllBytes()).isEqualTo(second).hasSize((int) original.size());
    }

    @Test
    void changesOfACollectionAtTheSameTimeAreAllKept() throws Exception {
        putSizes("letters", 100);
        CompletableFuture<Void> second;
        try (Connection first = TestDatabase.direct(fixture.database)) {
            first.setAutoCommit(false);
            first.createStatement().execute("update collection set overlap_tokens = 7 where name = 'letters'");
            CollectionSettings longer = new CollectionSettings(
                    Optional.empty(), Optional.of(120), Optional.empty(), Optional.empty(), Optional.empty());
            second = CompletableFuture.runAsync(() -> put("letters", longer));
            await().until(() -> rows("pg_locks where not granted") > 0);
            first.commit();
        }
        second.get();
        DocumentCollection letters = parts.collections.find("letters", ANNA);
        assertThat(letters.chunkTokens()).isEqualTo(120);
        assertThat(letters.overlapTokens()).isEqualTo(7);
    }

    @Test
    void onlyAnEmptyCollectionIsDeletedAndOnlyByItsOwnerAndOperators() {
        UUID document = index("a.md", "Text.", "letters", ANNA);
        assertThat(code(() -> parts.collections.delete("letters", ANNA))).isEqualTo(ErrorCode.STATE_CONFLICT);
        assertThat(code(() -> parts.collections.delete("letters", BERTA))).isEqualTo(ErrorCode.COLLECTION_NOT_FOUND);
        assertThat(code(() -> parts.collections.delete("none", ANNA))).isEqualTo(ErrorCode.COLLECTION_NOT_FOUND);
        assertThat(code(() -> parts.collections.delete("No", ANNA))).isEqualTo(ErrorCode.COLLECTION_NOT_FOUND);
        parts.library.delete(document, ANNA);
        parts.collections.delete("letters", ANNA);
        assertThat(rows("collection")).isZero();

        index("a.md", "Text.", ANNA);
        assertThat(code(() -> parts.collections.delete("default", ANNA))).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(receive("a.md", "Text.", "letters", BERTA).version()).isEqualTo(1);
    }

    @Test
    void noDocumentGetsIntoACollectionThatIsBeingDeleted() throws Exception {
        putSizes("letters", 100);
        CompletableFuture<Received> late;
        try (Connection deleting = TestDatabase.direct(fixture.database)) {
            deleting.setAutoCommit(false);
            deleting.createStatement().execute("delete from collection where name = 'letters'");
            late = CompletableFuture.supplyAsync(() -> receive("a.md", "Text.", "letters", BERTA));
            await().until(() -> rows("pg_locks where not granted") > 0);
            deleting.commit();
        }
        assertThat(parts.library.find(late.get().document(), BERTA).collection())
                .isEqualTo("letters");
    }

    @Test
    void aUserHasNoMoreThanSoManyCollections() {
        for (int i = 0; i < 100; i++) {
            putSizes("mine" + i, 100);
        }
        assertThat(code(() -> putSizes("mine100", 100))).isEqualTo(ErrorCode.STATE_CONFLICT);
        assertThat(code(() -> receive("a.md", "Text.", "mine101", ANNA))).isEqualTo(ErrorCode.STATE_CONFLICT);
        putSizes("mine7", 50);
        assertThat(receive("a.md", "Text.", ANNA).version()).isEqualTo(1);
        parts.collections.delete("mine7", ANNA);
        putSizes("mine100", 100);
    }

    @Test
    void aTitleFromTheFileIsCut() {
        byte[] page = SampleDocuments.html("Ferries ".repeat(10_000), "They sail.");
        Received received = ingestion.receive(new Upload("default", "a.html", null, List.of(), null, page), ANNA);
        assertThat(ingestion.ingest(received, ANNA, WORK).title()).hasSize(300);
    }

    @Test
    void aFailedVersionIsCutAnewUnderOtherSettings() {
        Received received = receive("a.md", "word ".repeat(120_000), "letters", ANNA);
        putSizes("letters", 20);
        ingestion.parse(received.document(), 1, ANNA);
        assertThat(code(() -> ingestion.chunk(received.document(), 1))).isEqualTo(ErrorCode.DOCUMENT_TOO_LARGE);

        putSizes("letters", 250);
        Received again = receive("a.md", "word ".repeat(120_000), "letters", ANNA);
        assertThat(again.state()).isEqualTo(Received.State.PENDING);
        assertThat(ingestion.ingest(again, ANNA, WORK).chunks()).isLessThan(1000);
    }

    @Test
    void embeddingsOfAnotherCutAreNotStored() {
        put(
                "elsewhere",
                new CollectionSettings(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("nomic"), Optional.empty()));
        Received received = receive("a.md", "word ".repeat(1000), "elsewhere", ANNA);
        UUID document = received.document();
        ingestion.parse(document, 1, ANNA);
        List<Batch> batches = ingestion.chunk(document, 1);
        meanwhile = () -> {
            putSizes("elsewhere", 50);
            ingestion.parse(document, 1, ANNA);
            ingestion.chunk(document, 1);
        };
        ingestion.embed(document, 1, batches.get(0), WORK);
        assertThat(rows("chunk_draft where embedding is not null")).isZero();
        assertThat(rows("chunk_draft")).isGreaterThan(10);
    }

    @Test
    void aLongPublicationKeepsNobodyElseFromChangingDocuments() throws Exception {
        Received received = receive("a.md", sections(4), ANNA);
        ingestion.parse(received.document(), 1, ANNA);
        ingestion.chunk(received.document(), 1).forEach(batch -> ingestion.embed(received.document(), 1, batch, WORK));
        CompletableFuture<?> published;
        try (Connection slow = TestDatabase.direct(fixture.database)) {
            slow.setAutoCommit(false);
            slow.createStatement().execute("lock table chunk in share mode");
            published = CompletableFuture.supplyAsync(() -> ingestion.publish(received.document(), 1, WORK));
            await().until(() -> rows("pg_locks where not granted") > 0);
            fixture.transactions.executeWithoutResult(status -> {
                fixture.sql.sql("set local lock_timeout = '1s'").update();
                fixture.sql
                        .sql("update knowledge_base set generation = generation + 1")
                        .update();
            });
            slow.rollback();
        }
        published.get();
        assertThat(rows("chunk")).isEqualTo(4);
    }

    @Test
    void aFailureOfTheModelLeavesWhatWasEmbedded() {
        Received received = receive("a.md", sections(6), ANNA);
        ingestion.parse(received.document(), 1, ANNA);
        List<Batch> batches = ingestion.chunk(received.document(), 1);
        ingestion.embed(received.document(), 1, batches.get(0), WORK);
        Ingestion broken = fixture.ingestion(KnowledgeFixture.only(new BrokenEmbedder("words")));
        assertThat(code(() -> broken.publish(received.document(), 1, WORK))).isEqualTo(ErrorCode.MODEL_REFUSED);
        assertThat(ingestion.chunk(received.document(), 1)).containsExactly(batches.get(1));

        ingestion.publish(received.document(), 1, WORK);
        assertThat(embedder.embedded()).hasSize(6).doesNotHaveDuplicates();
    }

    private void putSizes(String collection, int chunkTokens) {
        put(
                collection,
                new CollectionSettings(
                        Optional.empty(),
                        Optional.of(chunkTokens),
                        Optional.of(0),
                        Optional.empty(),
                        Optional.empty()));
    }

    private void put(String collection, CollectionSettings settings) {
        parts.collections.put(collection, settings, ANNA);
    }

    private UUID index(String name, String text, Submitter who) {
        return index(name, text, "default", who);
    }

    private UUID index(String name, String text, String collection, Submitter who) {
        return ingestion
                .ingest(receive(name, text, collection, who), who, Work.outsideOfRuns(who))
                .id();
    }

    private Received receive(String name, String text, Submitter who) {
        return receive(name, text, "default", who);
    }

    private Received receive(String name, String text, String collection, Submitter who) {
        return ingestion.receive(
                new Upload(
                        collection,
                        name,
                        null,
                        List.of(),
                        DocumentKind.MARKDOWN.mediaType(),
                        text.getBytes(StandardCharsets.UTF_8)),
                who);
    }

    private static String sections(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj("# Section %1$d\n\nThis is text number %1$d.\n\n"::formatted)
                .collect(Collectors.joining());
    }

    private static ErrorCode code(ThrowingCallable call) {
        return catchThrowableOfType(PermanentException.class, call).code();
    }

    private long rows(String table) {
        return fixture.sql
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }
}
