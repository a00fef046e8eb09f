package io.aiworkflow.knowledge.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.knowledge.IndexChange;
import io.aiworkflow.knowledge.IndexHit;
import io.aiworkflow.knowledge.IndexPosition;
import io.aiworkflow.knowledge.VectorIndex;
import io.aiworkflow.knowledge.VectorIndexContract;
import io.aiworkflow.knowledge.VectorIndexUnavailable;
import io.aiworkflow.platform.DataProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

class LuceneVectorIndexTest extends VectorIndexContract {
    @TempDir
    Path data;

    private LuceneVectorIndex index;

    @BeforeEach
    void create() {
        index = new LuceneVectorIndex(new DataProperties(data));
    }

    @AfterEach
    void close() {
        index.close();
    }

    @Override
    protected VectorIndex index() {
        return index;
    }

    @Test
    void writesNothingBeforeItsFirstUse() {
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void isTheSameAfterARestart() {
        add(4, entry(ONE, 0, "default", axis(0)));

        reopen();

        assertThat(index.position()).isEqualTo(new IndexPosition("base", 4));
        assertThat(index.search(axis(0), "default", 1))
                .extracting(IndexHit::document)
                .containsExactly(ONE);
    }

    @Test
    void isUsableAfterItWasClosed() {
        add(4, entry(ONE, 0, "default", axis(0)));
        index.close();

        assertThat(index.documents()).containsExactly(ONE);
    }

    @Test
    void isAsItWasAtTheLastChangeWhenTheProcessDied() throws IOException {
        add(4, entry(ONE, 0, "default", axis(0)));
        Path copy = data.resolve("crashed");
        FileSystemUtils.copyRecursively(data.resolve("index"), copy.resolve("index"));
        Files.writeString(copy.resolve("index/_9_Lucene99HnswVectorsFormat_0.vec"), "half written");

        LuceneVectorIndex afterCrash = new LuceneVectorIndex(new DataProperties(copy));
        try {
            assertThat(afterCrash.position()).isEqualTo(new IndexPosition("base", 4));
            assertThat(afterCrash.documents()).containsExactly(ONE);
        } finally {
            afterCrash.close();
        }
    }

    @Test
    void startsAgainFromNothingWhenItsFilesAreUnreadable() throws IOException {
        add(4, entry(ONE, 0, "default", axis(0)));
        index.close();
        try (var files = Files.list(data.resolve("index"))) {
            for (Path file : files.filter(file -> !file.endsWith("write.lock")).toList()) {
                Files.writeString(file, "garbage");
            }
        }

        assertThat(index.position()).isEqualTo(IndexPosition.NONE);
        add(5, entry(TWO, 0, "default", axis(1)));
        assertThat(index.documents()).containsExactly(TWO);
    }

    @Test
    void startsAgainFromNothingWhenItsFolderIsDeletedUnderIt() throws IOException {
        add(4, entry(ONE, 0, "default", axis(0)));
        FileSystemUtils.deleteRecursively(data.resolve("index"));

        IndexChange change = new IndexChange(
                false, List.of(), List.of(entry(TWO, 0, "default", axis(1))), new IndexPosition("base", 5));
        assertThatThrownBy(() -> index.apply(change)).isInstanceOf(VectorIndexUnavailable.class);

        assertThat(index.position()).isEqualTo(IndexPosition.NONE);
    }

    @Test
    void aFolderInUseByAnotherProcessIsRefusedWithTheReason() {
        add(4, entry(ONE, 0, "default", axis(0)));
        LuceneVectorIndex second = new LuceneVectorIndex(new DataProperties(data));

        assertThatThrownBy(second::position)
                .isInstanceOf(VectorIndexUnavailable.class)
                .hasMessageContaining("another process is using it");
        assertThat(index.documents()).containsExactly(ONE);
    }

    private void reopen() {
        index.close();
        create();
    }
}
