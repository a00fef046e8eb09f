package io.aiworkflow.knowledge.parsing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingFoldersTest {
    @TempDir
    Path data;

    @Test
    void removesWhatAKilledEngineHasLeftAndNothingThatIsInUse() throws Exception {
        ReadingFolders folders = new ReadingFolders(data.resolve("parsing"), Duration.ofSeconds(30));
        Path left = folders.create();
        Files.writeString(left.resolve("document"), "private");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(120)));
        Path inUse = folders.create();
        Files.setLastModifiedTime(inUse, FileTime.from(Instant.now().minusSeconds(60)));

        Path next = folders.create();

        assertThat(data.resolve("parsing")).isDirectoryNotContaining(path -> path.equals(left));
        assertThat(inUse).exists();
        assertThat(next).isEmptyDirectory();
    }
}
