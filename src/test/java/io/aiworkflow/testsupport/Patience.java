package io.aiworkflow.testsupport;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For all tests, by META-INF/services: whoever waits without a limit of his own waits long enough for a machine that is
 * slow and busy. A test that passes does not wait longer for it.
 */
public final class Patience implements BeforeAllCallback {
    private static final Duration DEFAULT = Duration.ofSeconds(60);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(DEFAULT);
    }
}
