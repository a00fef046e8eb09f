package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.knowledge.parsing.SampleDocuments;
import io.aiworkflow.testsupport.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whose collections and originals are, and what they are called and bounded by. */
class CollectionsIT extends IngestionFixture {
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
}
