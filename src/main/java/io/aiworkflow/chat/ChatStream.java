package io.aiworkflow.chat;

import io.aiworkflow.intake.EventWriter;
import io.aiworkflow.model.Cancellation;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The stream of one answer. When its reader goes away, or when it is stopped, the call to the model ends. The call is
 * interrupted with the monitor, and everything is written with it: an interrupt during a write would close the
 * connection to the reader.
 */
class ChatStream extends EventWriter {
    /** What a reader may leave waiting: more than any answer that he reads at all. */
    private static final long MOST_WAITING = 1024 * 1024;

    private final Turn turn;
    private final Cancellation cancellation = new Cancellation();
    private Why stopped;

    /** Why an answer was ended before its end. */
    enum Why {
        ASKED_FOR,
        READER_GONE,
        TOO_LONG,
        SHUTDOWN
    }

    ChatStream(Turn turn, BooleanSupplier mayStill, AsyncContext async, ServletOutputStream out) {
        super(mayStill, async, out);
        this.turn = turn;
    }

    Turn turn() {
        return turn;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /** Ends the call to the model. Only the first reason counts. */
    synchronized void stop(Why why) {
        if (stopped == null) {
            stopped = why;
            cancellation.cancel();
        }
    }

    synchronized Optional<Why> stopped() {
        return Optional.ofNullable(stopped);
    }

    /** An event of an answer that goes on; nothing is told once it was stopped. */
    synchronized void tell(String event) {
        if (stopped != null) {
            return;
        }
        send(event);
        if (waiting() > MOST_WAITING) {
            cut();
        }
    }

    @Override
    protected String subject() {
        return "conversation " + turn.conversation();
    }

    @Override
    protected void closed() {
        stop(Why.READER_GONE);
    }
}
