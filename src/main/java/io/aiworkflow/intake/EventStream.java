package io.aiworkflow.intake;

import io.aiworkflow.run.RunCursor;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One caller that follows a run. Nothing blocks here: what its connection does not take at once waits in memory, and
 * the follower gives it nothing more until that is gone.
 */
class EventStream implements WriteListener {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private static final long LOOK_AGAIN_NANOS = 3_000_000_000L;

    private final UUID run;
    private final Follower caller;
    private final AsyncContext async;
    private final ServletOutputStream out;
    private final Consumer<EventStream> onDrained;
    private final long opened = System.nanoTime();
    private final Deque<byte[]> pending = new ArrayDeque<>();
    private RunCursor cursor;
    private long lastProgress = opened;
    private long looked = opened;
    private boolean allowed = true;
    private boolean writable;
    private boolean unflushed;
    private boolean ending;
    private boolean closed;

    /**
     * Who follows a run.
     *
     * @param mayStill whether the login counts that he has opened the stream with
     */
    record Follower(String name, BooleanSupplier mayStill) {}

    /** @param onDrained called whenever the connection has taken everything */
    EventStream(
            UUID run,
            Follower caller,
            RunCursor cursor,
            AsyncContext async,
            ServletOutputStream out,
            Consumer<EventStream> onDrained) {
        this.run = run;
        this.caller = caller;
        this.cursor = cursor;
        this.async = async;
        this.out = out;
        this.onDrained = onDrained;
    }

    UUID run() {
        return run;
    }

    boolean isOf(String name) {
        return caller.name().equals(name);
    }

    /** Whether its caller may still follow, looked at every few seconds. */
    synchronized boolean isAllowed() {
        if (System.nanoTime() - looked > LOOK_AGAIN_NANOS) {
            looked = System.nanoTime();
            allowed = caller.mayStill().getAsBoolean();
        }
        return allowed;
    }

    synchronized RunCursor cursor() {
        return cursor;
    }

    /** Whether it can be given more. */
    synchronized boolean isIdle() {
        return !closed && !ending && pending.isEmpty();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - opened);
    }

    /** Since when nothing was sent, or nothing of what is to be sent was taken. */
    synchronized Duration quiet() {
        return Duration.ofNanos(System.nanoTime() - lastProgress);
    }

    /** @param text whole events or comments, each with its empty line */
    synchronized void send(String text, RunCursor after) {
        if (closed || ending) {
            return;
        }
        cursor = after;
        pending.add(text.getBytes(StandardCharsets.UTF_8));
        write();
    }

    /** Ends the stream once the connection has taken everything. */
    synchronized void end() {
        ending = true;
        write();
    }

    /** Ends the stream at once. */
    synchronized void cut() {
        if (!closed) {
            closed = true;
            pending.clear();
            try {
                async.complete();
            } catch (IllegalStateException e) {
                LOG.debug("The stream of run {} has ended already", run, e);
            }
        }
    }

    @Override
    public void onWritePossible() {
        boolean drained;
        synchronized (this) {
            writable = true;
            write();
            drained = isIdle();
        }
        if (drained) {
            onDrained.accept(this);
        }
    }

    @Override
    public void onError(Throwable failure) {
        LOG.debug("The caller that followed run {} is gone", run, failure);
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
