package io.aiworkflow.identity;

import io.aiworkflow.failure.DatabaseTrouble;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps what this process knows of revoked tokens, blocked addresses and signing keys as young as it promises. It runs
 * from before the first request to after the last one.
 */
@Component
class IdentityPoller implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityPoller.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration KEYS_EVERY = Duration.ofSeconds(2);

    private static final int THREADS = 3;

    private final Revocations revocations;
    private final BlockedAddresses blocked;
    private final SigningKeys keys;
    private ScheduledExecutorService threads;

    IdentityPoller(Revocations revocations, BlockedAddresses blocked, SigningKeys keys) {
        this.revocations = revocations;
        this.blocked = blocked;
        this.keys = keys;
    }

    /** Before the web server, and stopped after it. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void start() {
        threads = Executors.newScheduledThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "identity");
            thread.setDaemon(true);
            return thread;
        });
        repeat(LOOK_EVERY, "Revoked tokens cannot be looked for", revocations::refresh);
        repeat(LOOK_EVERY, "Blocked addresses cannot be looked for", blocked::refresh);
        repeat(KEYS_EVERY, "Signing keys cannot be looked for", keys::reload);
    }

    @Override
    public void stop() {
        threads.shutdownNow();
        threads = null;
    }

    @Override
    public boolean isRunning() {
        return threads != null;
    }

    /** The first time at once, on this thread: no request comes before it. */
    private void repeat(Duration period, String complaint, Runnable look) {
        Runnable told = telling(complaint, look);
        told.run();
        threads.scheduleWithFixedDelay(told, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Once for each time of trouble, not every second. */
    private static Runnable telling(String complaint, Runnable look) {
        AtomicBoolean troubled = new AtomicBoolean();
        return () -> {
            try {
                look.run();
                if (troubled.getAndSet(false)) {
                    LOG.info("{}: that is over", complaint);
                }
            } catch (RuntimeException e) {
                // A stop interrupts it, which is no trouble.
                if (!Thread.currentThread().isInterrupted() && !troubled.getAndSet(true)) {
                    LOG.warn("{}: {}", complaint, DatabaseTrouble.reason(e));
                }
            }
        };
    }
}
