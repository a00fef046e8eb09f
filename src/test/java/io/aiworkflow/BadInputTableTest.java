package io.aiworkflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that docs/bad-input.md names are there. */
class BadInputTableTest {
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))\\.(\\w+)`");

    @Test
    void namesTestsThatAreThere() throws IOException {
        Matcher named = TEST.matcher(Files.readString(Path.of("docs/bad-input.md")));
        int count = 0;
        for (; named.find(); count++) {
            assertThat(source(named.group(1)))
                    .as(named.group())
                    .containsPattern("@(?:Test|ParameterizedTest)[^;]*\\s+void " + named.group(2) + "\\(");
        }
        assertThat(count).isGreaterThan(20);
    }

    private static String source(String testClass) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            List<String> found = files.filter(file -> file.endsWith(testClass + ".java"))
                    .map(BadInputTableTest::read)
                    .toList();
            assertThat(found).as(testClass).hasSize(1);
            return found.get(0);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
