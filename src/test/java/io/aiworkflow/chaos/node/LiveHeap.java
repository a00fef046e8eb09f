package io.aiworkflow.chaos.node;

import com.sun.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How much of the heap is still needed. The whole heap is collected for each look, since what the old generation holds
 * after the collections of the young one says nothing about that.
 */
final class LiveHeap {
    private static final Set<String> POOLS = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());

    private LiveHeap() {}

    /** Empty when the Java process has not collected its whole heap, although it was asked to. */
    static OptionalDouble share() {
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);
        Map<String, Long> before = new HashMap<>();
        collectors.forEach(each -> before.put(each.getName(), each.getCollectionCount()));
        System.gc();
        return collectors.stream()
                .filter(each -> List.of(each.getMemoryPoolNames()).containsAll(POOLS))
                .filter(each -> each.getCollectionCount() > before.get(each.getName()))
                .mapToDouble(LiveHeap::leftBy)
                .min();
    }

    private static double leftBy(GarbageCollectorMXBean collector) {
        long used = collector.getLastGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> POOLS.contains(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
        return (double) used / Runtime.getRuntime().maxMemory();
    }
}
