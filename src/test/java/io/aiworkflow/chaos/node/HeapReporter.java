package io.aiworkflow.chaos.node;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;

/** Tells the sink every few seconds how much of the heap is needed, in a process that is asked for it. */
final class HeapReporter implements DisposableBean {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "heap-reporter");
        thread.setDaemon(true);
        return thread;
    });

    HeapReporter(SinkClient sink) {
        int seconds = NodeSettings.heapEverySeconds();
        if (seconds > 0) {
            clock.scheduleWithFixedDelay(() -> report(sink), seconds, seconds, TimeUnit.SECONDS);
        }
    }

    private static void report(SinkClient sink) {
        OptionalDouble share = LiveHeap.share();
        if (share.isEmpty()) {
            return;
        }
        try {
            sink.post("/heaps", Map.of("node", NodeSettings.name(), "share", share.getAsDouble()));
        } catch (IOException | RuntimeException e) {
            // The sink goes away first when a test ends.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void destroy() {
        clock.shutdownNow();
    }
}
