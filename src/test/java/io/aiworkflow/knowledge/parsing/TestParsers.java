package io.aiworkflow.knowledge.parsing;

import io.aiworkflow.platform.DataProperties;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Parsers for tests in other packages. */
public final class TestParsers {
    static final DataProperties DATA = new DataProperties(Path.of("target", "test-data"));

    private TestParsers() {}

    /** As the engine has one without any settings. */
    public static DocumentParser usual() {
        return new DocumentParser(
                new ParsingProperties(
                        DataSize.ofMegabytes(256), Duration.ofSeconds(30), 2, 2_000_000, DataSize.ofMegabytes(200)),
                DATA);
    }
}
