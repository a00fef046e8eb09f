package io.aiworkflow.routing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the repository's own routes folder, for the tests of its conventions. */
final class AuthorFiles {
    static final Path DIRECTORY = Path.of("routes");

    private AuthorFiles() {}

    static List<RouteFile> of(RouteFileKind kind) throws Exception {
        List<RouteFile> files = new java.util.ArrayList<>();
        for (Path path : paths(kind)) {
            files.add(RouteFile.read(DIRECTORY, kind, kind.folder() + "/" + path.getFileName()));
        }
        return files;
    }

    private static List<Path> paths(RouteFileKind kind) throws IOException {
        Path folder = DIRECTORY.resolve(kind.folder());
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    static int lines(RouteFile file) {
        return (int) file.text().lines().count();
    }
}
