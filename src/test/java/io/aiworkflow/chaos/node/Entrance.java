package io.aiworkflow.chaos.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Holds a worker back until the suite lets it in, and all heartbeats but its first for ever. Several workers can so be
 * made to claim at the same moment, and be sure not to be heard of afterwards.
 */
final class Entrance implements ApplicationListener<ApplicationStartedEvent>, Ordered {
    private static final AtomicBoolean HEARD = new AtomicBoolean();
    private static final long PAUSE_MILLIS = 20;

    /** Before the worker enters itself, which happens at the same event. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void onApplicationEvent(ApplicationStartedEvent event) {
        if (!NodeSettings.heardOnce()) {
            return;
        }
        try {
            Files.createFile(Path.of(NodeSettings.name() + ".at-door"));
            while (!Files.exists(Path.of(NodeSettings.name() + ".let-in"))) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void beforeHeartbeat() throws InterruptedException {
        if (NodeSettings.heardOnce() && !HEARD.compareAndSet(false, true)) {
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
