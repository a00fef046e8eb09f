package io.aiworkflow.knowledge;

import io.aiworkflow.platform.DataProperties;
import java.nio.file.Path;

/** The real model, loaded once for all tests of a JVM. */
final class SharedEmbedder {
    static final Path DATA = Path.of("target", "test-data");
    static final MiniLmEmbedder INSTANCE = new MiniLmEmbedder(new DataProperties(DATA));

    private SharedEmbedder() {}
}
