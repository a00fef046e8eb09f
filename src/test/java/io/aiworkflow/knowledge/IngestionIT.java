package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.knowledge.Ingestion.Batch;
import io.aiworkflow.testsupport.TestDatabase;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The way of a document into the index, interrupted and repeated at every place. */
class IngestionIT extends IngestionFixture {
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

    private static String sections(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj("# Section %1$d\n\nThis is text number %1$d.\n\n"::formatted)
                .collect(Collectors.joining());
    }
}
