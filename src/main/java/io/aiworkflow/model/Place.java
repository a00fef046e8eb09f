package io.aiworkflow.model;

import java.time.Duration;

/** The right to make one call on a server. Closing it lets the next one in. */
final class Place implements AutoCloseable {
    private final ServerSlot server;
    private final Duration waited;
    private final Runnable onClose;

    Place(ServerSlot server, Duration waited, Runnable onClose) {
        this.server = server;
        this.waited = waited;
        this.onClose = onClose;
    }

    ServerSlot server() {
        return server;
    }

    Duration waited() {
        return waited;
    }

    @Override
    public void close() {
        onClose.run();
    }
}
