package io.aiworkflow.worker;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/** The threads on which attempts run: virtual ones where Java has them, else pooled ones. The dispatcher's slots limit their number. */
final class AttemptThreads {
    private static final int FIRST_JAVA_WITH_VIRTUAL_THREADS = 21;

    private AttemptThreads() {}

    static ExecutorService create() {
        if (Runtime.version().feature() >= FIRST_JAVA_WITH_VIRTUAL_THREADS) {
            ThreadFactory factory = new VirtualThreadTaskExecutor("attempt-").getVirtualThreadFactory();
            return Executors.newCachedThreadPool(factory);
        }
        return Executors.newCachedThreadPool();
    }
}
