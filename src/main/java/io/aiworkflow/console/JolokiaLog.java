package io.aiworkflow.console;

import org.jolokia.core.api.LogHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what Jolokia has to say into the engine's log. */
final class JolokiaLog implements LogHandler {
    private static final Logger LOG = LoggerFactory.getLogger(JolokiaLog.class);

    @Override
    public void debug(String message) {
        LOG.debug(message);
    }

    @Override
    public void info(String message) {
        LOG.debug(message);
    }

    @Override
    public void error(String message, Throwable failure) {
        LOG.warn(message, failure);
    }

    @Override
    public boolean isDebug() {
        return false;
    }
}
