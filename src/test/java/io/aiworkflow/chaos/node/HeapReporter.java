package io.aiworkflow.chaos.node;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;

/** Tells the sink each second how much of the heap was in use after the last collection. */
final class HeapReporter implements DisposableBean {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "heap-reporter");
        thread.setDaemon(true);
        return thread;
    });

    HeapReporter(SinkClient sink) {
        clock.scheduleWithFixedDelay(() -> report(sink), 1, 1, TimeUnit.SECONDS);
    }

    private static void report(SinkClient sink) {
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null) {
                used += pool.getCollectionUsage().getUsed();
            }
        }
        double share = (double) used / Runtime.getRuntime().maxMemory();
        try {
            sink.post("/heaps", Map.of("node", NodeSettings.name(), "share", share));
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
