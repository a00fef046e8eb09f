package io.aiworkflow.platform;

import io.aiworkflow.failure.DatabaseTrouble;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/**
 * What a process does again and again on a thread of its own, from the time when the engine has started, its routes
 * loaded, until it stops. A failure never ends it; it is logged once for each time of trouble.
 */
public abstract class BackgroundTask implements SmartLifecycle {
    private static final Duration STOP = Duration.ofSeconds(2);

    private final Logger log = LoggerFactory.getLogger(getClass());
    private final String name;
    private final Duration first;
    private final Duration pause;
    private volatile ScheduledExecutorService thread;
    private boolean troubled;

    /**
     * @param name of its thread, as a log and a thread dump show it
     * @param pause between the end of one time and the begin of the next
     */
    protected BackgroundTask(String name, Duration pause) {
        this(name, Duration.ZERO, pause);
    }

    /** @param first how long after the start it is done for the first time */
    protected BackgroundTask(String name, Duration first, Duration pause) {
        this.name = name;
        this.first = first;
        this.pause = pause;
    }

    /** Does it once. Work in batches goes on only while {@link #isRunning()}. */
    protected abstract void work();

    @Override
    public boolean isAutoStartup() {
        return false;
    }

    @EventListener(ApplicationStartedEvent.class)
    @Override
    public void start() {
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread worker = new Thread(task, name);
            worker.setDaemon(true);
            return worker;
        });
        thread.scheduleWithFixedDelay(this::attempt, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Without an interrupt, which would close the connection or the file that the work is just using. */
    @Override
    public void stop() {
        ScheduledExecutorService stopping = thread;
        thread = null;
        stopping.shutdown();
        try {
            if (!stopping.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                log.info("{} is still busy and is left behind", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void attempt() {
        try {
            work();
            if (troubled) {
                log.info("{}: that is over", name);
            }
            troubled = false;
        } catch (RuntimeException e) {
            tell(e);
        } catch (Error e) {
            // One that escaped would end the task for good without a word.
            log.error("{} failed and goes on in {}", name, pause, e);
        }
    }

    private void tell(RuntimeException failure) {
        String reason = DatabaseTrouble.reason(failure);
        if (troubled) {
            log.debug("{} failed again: {}", name, reason);
        } else if (DatabaseTrouble.causes(failure)) {
            log.warn("{} cannot be done and is tried again every {}: {}", name, pause, reason);
        } else {
            log.warn("{} failed and is tried again every {}: {}", name, pause, reason, failure);
        }
        troubled = true;
    }
}
