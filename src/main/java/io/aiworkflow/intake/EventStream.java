package io.aiworkflow.intake;

import io.aiworkflow.run.RunCursor;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One caller that follows a run. The follower gives it nothing more until its connection has taken what it was given.
 */
class EventStream extends EventWriter {
    private final UUID run;
    private final Follower caller;
    private final Consumer<EventStream> onDrained;
    private RunCursor cursor;

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
        super(caller.mayStill(), async, out);
        this.run = run;
        this.caller = caller;
        this.cursor = cursor;
        this.onDrained = onDrained;
    }

    UUID run() {
        return run;
    }

    boolean isOf(String name) {
        return caller.name().equals(name);
    }

    synchronized RunCursor cursor() {
        return cursor;
    }

    /** @param text whole events or comments, each with its empty line */
    synchronized void send(String text, RunCursor after) {
        if (isOpen()) {
            cursor = after;
            send(text);
        }
    }

    @Override
    protected String subject() {
        return "run " + run;
    }

    @Override
    protected void drained() {
        onDrained.accept(this);
    }
}
