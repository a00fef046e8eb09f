package io.aiworkflow.knowledge.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.aiworkflow.knowledge.EmbeddingSpace;
import io.aiworkflow.knowledge.IndexChange;
import io.aiworkflow.knowledge.IndexHit;
import io.aiworkflow.knowledge.IndexLabels;
import io.aiworkflow.knowledge.IndexPosition;
import io.aiworkflow.knowledge.IndexSides;
import io.aiworkflow.knowledge.IndexedChunk;
import io.aiworkflow.knowledge.ModelIndexes;
import io.aiworkflow.knowledge.VectorIndex;
import io.aiworkflow.knowledge.VectorIndexContract;
import io.aiworkflow.knowledge.VectorIndexUnavailable;
import io.aiworkflow.platform.DataProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

class LuceneVectorIndexesTest extends VectorIndexContract {
    @TempDir
    Path data;

    private LuceneModelIndexes models;

    @BeforeEach
    void create() {
        models = new LuceneModelIndexes(new DataProperties(data));
    }

    @AfterEach
    void close() {
        models.close();
    }

    @Override
    protected ModelIndexes models() {
        return models;
    }

    @Test
    void manyChangesLeaveFewSegments() throws IOException {
        LuceneFolder folder = LuceneFolder.open(Files.createDirectories(data.resolve("many-changes")));
        try {
            for (int i = 1; i <= 60; i++) {
                folder.apply(new IndexChange(
                        List.of(),
                        List.of(entry(new UUID(0, i), 0, "default", axis(0))),
                        new IndexPosition("base", i)));
            }
            assertThat(folder.<Integer>read(
                            view -> view.getIndexReader().leaves().size()))
                    .isLessThanOrEqualTo(6);
        } finally {
            folder.close();
        }
    }

    @Test
    void theModelInThisProcessHasTheFoldersThatItAlwaysHadAndOthersHaveTheirOwn() {
        add(1, entry(ONE, 0, "default", axis(0)));
        EmbeddingSpace space = new EmbeddingSpace("Nomic/embed-text:v1.5", 8);
        models.of(space).active().apply(new IndexChange(List.of(), List.of(), new IndexPosition("base", 1)));

        assertThat(data.resolve("index/1")).isDirectory();
        assertThat(data.resolve("index/models").resolve(space.label()).resolve("1"))
                .isDirectory();
        assertThat(space.label()).matches("nomic-embed-text-v1-5-8-[0-9a-f]{8}");
        models.of(space).drop();
        assertThat(data.resolve("index/models").resolve(space.label())).isEmptyDirectory();
    }

    @Test
    void whatIsStoredIsFoundAfterARestartAndWhatIsNotOursIsLeftAlone() throws IOException {
        EmbeddingSpace space = new EmbeddingSpace("small", 8);
        models.of(space).active().apply(new IndexChange(List.of(), List.of(), new IndexPosition("base", 1)));
        Files.createDirectories(data.resolve("index/models/somebody/else"));

        reopen();

        assertThat(models.others()).containsOnlyKeys(space.label());
    }

    @Test
    void writesNothingBeforeItsFirstUse() {
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void isTheSameAfterARestart() {
        add(4, entry(ONE, 0, "default", axis(0)));

        reopen();

        assertThat(index().position()).isEqualTo(new IndexPosition("base", 4));
        assertThat(search(axis(0), "default", 1)).extracting(IndexHit::document).containsExactly(ONE);
    }

    @Test
    void aWriterWhoIsInterruptedHarmsNobody() {
        add(4, entry(ONE, 0, "default", axis(0)));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> add(5, entry(TWO, 0, "default", axis(1))))
                    .isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(index().documents()).contains(ONE);
        add(6, entry(TWO, 0, "default", axis(1)));
        assertThat(index().documents()).contains(ONE, TWO);
    }

    @Test
    void isUsableAfterItWasClosed() {
        add(4, entry(ONE, 0, "default", axis(0)));
        models.close();

        assertThat(index().documents()).containsExactly(ONE);
    }

    @Test
    void isAsItWasAtTheLastChangeWhenTheProcessDied() throws IOException {
        add(4, entry(ONE, 0, "default", axis(0)));
        Path copy = data.resolve("crashed");
        FileSystemUtils.copyRecursively(data.resolve("index"), copy.resolve("index"));
        Files.writeString(copy.resolve("index/1/_9_Lucene99HnswVectorsFormat_0.vec"), "half written");

        LuceneVectorIndexes afterCrash = new LuceneVectorIndexes(copy.resolve("index"));
        try {
            assertThat(afterCrash.active().position()).isEqualTo(new IndexPosition("base", 4));
            assertThat(afterCrash.active().documents()).containsExactly(ONE);
        } finally {
            afterCrash.close();
        }
    }

    @Test
    void startsAgainFromNothingWhenItsFilesAreUnreadable() throws IOException {
        add(4, entry(ONE, 0, "default", axis(0)));
        models.close();
        try (var files = Files.list(data.resolve("index/1"))) {
            for (Path file : files.filter(file -> !file.endsWith("write.lock")).toList()) {
                Files.writeString(file, "garbage");
            }
        }

        assertThat(index().position()).isEqualTo(IndexPosition.NONE);
        add(5, entry(TWO, 0, "default", axis(1)));
        assertThat(index().documents()).containsExactly(TWO);
    }

    @Test
    void startsAgainFromNothingWhenItsFolderIsDeletedUnderIt() throws IOException {
        add(4, entry(ONE, 0, "default", axis(0)));
        FileSystemUtils.deleteRecursively(data.resolve("index"));

        IndexChange change =
                new IndexChange(List.of(), List.of(entry(TWO, 0, "default", axis(1))), new IndexPosition("base", 5));
        assertThatThrownBy(() -> index().apply(change)).isInstanceOf(VectorIndexUnavailable.class);

        assertThat(index().position()).isEqualTo(IndexPosition.NONE);
    }

    @Test
    void aFolderInUseByAnotherProcessIsRefusedWithTheReason() {
        add(4, entry(ONE, 0, "default", axis(0)));
        LuceneVectorIndexes second = new LuceneVectorIndexes(data.resolve("index"));

        assertThatThrownBy(() -> second.active().position())
                .isInstanceOf(VectorIndexUnavailable.class)
                .hasMessageContaining("another process is using it");
        assertThat(index().documents()).containsExactly(ONE);
    }

    @Test
    void aSwitchLastsBeyondARestartAndAHalfBuiltIndexGoesOn() {
        add(1, entry(ONE, 0, "default", axis(0)));
        indexes()
                .building()
                .apply(new IndexChange(
                        List.of(), List.of(entry(TWO, 0, "default", axis(0))), new IndexPosition("base", 2)));
        reopen();
        assertThat(index().documents()).containsExactly(ONE);
        assertThat(indexes().building().position()).isEqualTo(new IndexPosition("base", 2));

        indexes().activate();
        reopen();

        assertThat(index().documents()).containsExactly(TWO);
        assertThat(indexes().sides()).isEqualTo(new IndexSides("2", null, "1"));
    }

    @Test
    void anIndexThatWasDroppedSaysSo() {
        add(1, entry(ONE, 0, "default", axis(0)));
        VectorIndex before = index();
        indexes().building().apply(new IndexChange(List.of(), List.of(), new IndexPosition("base", 2)));
        indexes().activate();
        indexes().confirm();

        assertThatThrownBy(before::position)
                .isInstanceOf(VectorIndexUnavailable.class)
                .hasMessageContaining("another one has taken its place");
        assertThat(data.resolve("index/1")).doesNotExist();
    }

    /** As an engine wrote them that knew no hashes. */
    @Test
    void chunksWithoutHashesAreTakenOutByTheirDocument() throws IOException {
        add(1, entry(ONE, 0, "default", axis(0)), entry(TWO, 0, "default", axis(1)));
        models.close();
        try (Directory directory = FSDirectory.open(data.resolve("index/1"));
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            for (int ordinal = 0; ordinal < 2; ordinal++) {
                Document old = LuceneFields.write(entry(TWO, ordinal, "default", axis(2)));
                List.of("hash", "key", "keyed").forEach(old::removeFields);
                writer.addDocument(old);
            }
        }
        List<IndexedChunk> old =
                chunks().stream().filter(chunk -> chunk.hash().isEmpty()).toList();
        assertThat(old).hasSize(2).allMatch(chunk -> chunk.place().isEmpty());

        index().mend(old.subList(0, 1), List.of());

        assertThat(chunks()).extracting(IndexedChunk::document).containsExactlyInAnyOrder(ONE, TWO);
        assertThat(index().position()).isEqualTo(new IndexPosition("base", 1));
    }

    @Test
    void chunksFromBeforeLabelsWereKeptReadableSayNothingOfThem() throws IOException {
        add(1, entry(ONE, 0, "default", axis(0)));
        models.close();
        try (Directory directory = FSDirectory.open(data.resolve("index/1"));
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            Document old = LuceneFields.write(entry(TWO, 0, "default", axis(2)));
            old.removeFields("collection");
            old.add(new StringField("collection", "default", Field.Store.NO));
            writer.addDocument(old);
        }

        assertThat(chunks())
                .extracting(IndexedChunk::document, IndexedChunk::labels)
                .containsExactlyInAnyOrder(tuple(ONE, IndexLabels.of("default")), tuple(TWO, null));
        assertThat(search(axis(2), "default", 1)).extracting(IndexHit::document).containsExactly(TWO);
    }

    @Test
    void aSnapshotThatWasCutOffDoesNotCount() throws IOException {
        add(1, entry(ONE, 0, "default", axis(0)));
        Path cut = data.resolve("index/snapshots/20260101-000000-000000000.part");
        Files.createDirectories(cut);

        indexes().snapshots().take();

        assertThat(indexes().snapshots().list()).hasSize(1);
        assertThat(cut).doesNotExist();
    }

    private void reopen() {
        models.close();
        create();
    }
}
