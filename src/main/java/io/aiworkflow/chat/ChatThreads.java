package io.aiworkflow.chat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** The threads on which messages are answered: virtual ones where Java has them. The open streams limit their number. */
final class ChatThreads {
    private static final int FIRST_JAVA_WITH_VIRTUAL_THREADS = 21;
    private static final String NAME = "chat-";

    private ChatThreads() {}

    static ExecutorService create() {
        ThreadFactory factory = Runtime.version().feature() >= FIRST_JAVA_WITH_VIRTUAL_THREADS
                ? new VirtualThreadTaskExecutor(NAME).getVirtualThreadFactory()
                : daemons();
        return Executors.newCachedThreadPool(factory);
    }

    private static ThreadFactory daemons() {
        CustomizableThreadFactory factory = new CustomizableThreadFactory(NAME);
        factory.setDaemon(true);
        return factory;
    }
}
