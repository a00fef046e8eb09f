package io.aiworkflow.knowledge.parsing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * A folder for each document that is being read. What an engine that was killed has left behind is removed by the next
 * one; other processes may be reading below the same root, so only what nobody can be reading any more goes.
 */
final class ReadingFolders {
    private static final Duration SURELY_OVER = Duration.ofMinutes(1);

    private final Path root;
    private final Duration longest;

    /** @param longest how long the reading of one document takes at most */
    ReadingFolders(Path root, Duration longest) {
        this.root = root;
        this.longest = longest;
    }

    Path create() throws IOException {
        Files.createDirectories(root);
        for (Path left : leftBehind()) {
            // Others may be removing it too, which is no failure.
            FileSystemUtils.deleteRecursively(left.toFile());
        }
        return Files.createTempDirectory(root, "document");
    }

    private List<Path> leftBehind() throws IOException {
        Instant oldest = Instant.now().minus(longest).minus(SURELY_OVER);
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(folder -> folder.toFile().lastModified() < oldest.toEpochMilli())
                    .toList();
        }
    }
}
