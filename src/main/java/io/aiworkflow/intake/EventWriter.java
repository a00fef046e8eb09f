package io.aiworkflow.intake;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Server-Sent Events to one caller. Nothing blocks here: what the connection does not take at once waits in
 * memory, and what it takes is sent at once. All is guarded by the monitor of this object.
 */
public abstract class EventWriter implements WriteListener {
    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

    private final BooleanSupplier mayStill;
    private final AsyncContext async;
    private final ServletOutputStream out;
    private final long opened = System.nanoTime();
    private final Deque<byte[]> pending = new ArrayDeque<>();
    private long lastProgress = opened;
    private long waiting;
    private boolean writable;
    private boolean unflushed;
    private boolean ending;
    private boolean closed;

    /** @param mayStill whether the login counts that its reader has opened it with; it is asked often and must not wait */
    protected EventWriter(BooleanSupplier mayStill, AsyncContext async, ServletOutputStream out) {
        this.mayStill = mayStill;
        this.async = async;
        this.out = out;
    }

    /** What it writes, for the log. */
    protected abstract String subject();

    /** The connection has taken everything; called without the monitor. */
    protected void drained() {}

    /** Nothing is written any more; called once, with the monitor. */
    protected void closed() {}

    /** Whether its reader may still have it. */
    public final boolean isAllowed() {
        return mayStill.getAsBoolean();
    }

    /** Whether it can be given more. */
    public final synchronized boolean isIdle() {
        return isOpen() && pending.isEmpty();
    }

    public final synchronized boolean isClosed() {
        return closed;
    }

    /** Whether what is sent now is still written. */
    protected final synchronized boolean isOpen() {
        return !closed && !ending;
    }

    public final Duration age() {
        return Duration.ofNanos(System.nanoTime() - opened);
    }

    /** Since when nothing was sent, or nothing of what is to be sent was taken. */
    public final synchronized Duration quiet() {
        return Duration.ofNanos(System.nanoTime() - lastProgress);
    }

    /** Bytes that the connection has not taken yet. */
    protected final synchronized long waiting() {
        return waiting;
    }

    /** @param text whole events or comments, each with its empty line */
    public final synchronized void send(String text) {
        if (isOpen()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            pending.add(bytes);
            waiting += bytes.length;
            write();
        }
    }

    /** Ends the stream once the connection has taken everything. */
    public final synchronized void end() {
        ending = true;
        write();
    }

    /** Ends the stream at once. */
    public final synchronized void cut() {
        if (!closed) {
            closed = true;
            pending.clear();
            waiting = 0;
            try {
                async.complete();
            } catch (IllegalStateException e) {
                LOG.debug("The stream of {} has ended already", subject(), e);
            }
            closed();
        }
    }

    @Override
    public final void onWritePossible() {
        boolean drained;
        synchronized (this) {
            writable = true;
            write();
            drained = isIdle();
        }
        if (drained) {
            drained();
        }
    }

    @Override
    public final void onError(Throwable failure) {
        LOG.debug("The reader of {} is gone", subject(), failure);
        cut();
    }

    private void write() {
        // Before the container has called once, it would take an early write for a mistake.
        if (!writable || closed) {
            return;
        }
        try {
            while (out.isReady()) {
                byte[] next = pending.poll();
                if (next != null) {
                    lastProgress = System.nanoTime();
                    waiting -= next.length;
                    unflushed = true;
                    out.write(next);
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else {
                    if (ending) {
                        cut();
                    }
                    return;
                }
            }
        } catch (IOException | IllegalStateException e) {
            onError(e);
        }
    }
}
