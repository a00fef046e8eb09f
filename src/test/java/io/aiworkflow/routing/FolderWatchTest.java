package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private FolderWatch watch;

    @BeforeEach
    void look() throws IOException {
        write("workflows/old.camel.yaml", NOW.minusSeconds(60));
        watch = new FolderWatch(directory, Clock.fixed(NOW, ZoneOffset.UTC));
        assertThat(watch.all()).containsExactly("workflows/old.camel.yaml");
    }

    private void write(String path, Instant modified) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, modified.toString());
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    @Test
    void tellsNothingWhenNothingChanged() {
        assertThat(watch.changes()).isEmpty();
    }

    @Test
    void tellsAFileThatRestedAtOnceAndOnlyOnce() throws IOException {
        write("workflows/old.camel.yaml", NOW.minusSeconds(1));
        assertThat(watch.changes()).containsExactly("workflows/old.camel.yaml");
        assertThat(watch.changes()).isEmpty();
    }

    @Test
    void waitsForAFileThatIsStillBeingWritten() throws IOException {
        write("workflows/new.camel.yaml", NOW);
        assertThat(watch.changes()).isEmpty();
        write("workflows/new.camel.yaml", NOW.plusMillis(10));
        assertThat(watch.changes()).isEmpty();
        assertThat(watch.changes()).containsExactly("workflows/new.camel.yaml");
    }

    @Test
    void waitsBeforeAFileCountsAsDeleted() throws IOException {
        Files.delete(directory.resolve("workflows/old.camel.yaml"));
        assertThat(watch.changes()).isEmpty();
        assertThat(watch.changes()).containsExactly("workflows/old.camel.yaml");
    }

    @Test
    void findsFoldersThatCameLaterAndPassesOverWhatEditorsLeave() throws IOException {
        write("kamelets/x-action.kamelet.yaml", NOW.minusSeconds(1));
        write("prompts/x.txt", NOW.minusSeconds(1));
        write("kamelets/.x-action.kamelet.yaml.swp", NOW.minusSeconds(1));
        write("kamelets/x-action.kamelet.yaml~", NOW.minusSeconds(1));
        write("kamelets/README.md", NOW.minusSeconds(1));
        write("elsewhere/x.camel.yaml", NOW.minusSeconds(1));
        assertThat(watch.changes()).containsExactly("kamelets/x-action.kamelet.yaml", "prompts/x.txt");
    }
}
