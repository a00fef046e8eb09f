package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The policy "strict" leaves authors what they need: each file of allowed-routes/cases.txt is loaded. */
class AllowedRouteFilesTest {
    private static final int AT_LEAST = 40;

    @TempDir
    static Path directory;

    private static RoutesFolder folder;
    private static LoadedFiles files;

    @BeforeAll
    static void open() throws Exception {
        folder = ForbiddenRouteFilesTest.strictFolder(directory);
        files = folder.files();
        for (String kamelet : Set.of("echo", "part")) {
            files.load(RouteFileKind.KAMELET, "kamelets/%s-action.kamelet.yaml".formatted(kamelet), false);
        }
    }

    @AfterEach
    void unload() throws IOException {
        for (String path :
                Set.of("workflows/case.camel.yaml", "intake/case.camel.yaml", "kamelets/case-action.kamelet.yaml")) {
            files.unload(path);
            Files.deleteIfExists(directory.resolve(path));
        }
    }

    @AfterAll
    static void close() {
        files.endRound();
        folder.close();
    }

    static Stream<RouteCase> cases() throws IOException {
        return RouteCase.all("/allowed-routes/cases.txt").stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isLoaded(RouteCase allowed) throws Exception {
        folder.write(allowed.path(), allowed.text());
        files.load(allowed.kind(), allowed.path(), false);
        assertThat(files.isLoaded(allowed.path())).isTrue();
    }

    @Test
    void thereAreEnoughCases() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(AT_LEAST);
    }
}
