package io.aiworkflow.model;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.time.Duration;

/** The model server, or the model on it, is not there or has no place. A run waits for it without spending attempts. */
public final class ModelUnavailable extends TransientException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why, as far as it decides on what to do. */
    enum Reason {
        /** Nobody answers at the address. */
        UNREACHABLE(true, true),
        /** The call was taken, and nothing came. */
        SILENT(true, false),
        /** The same, but the server was busy with other calls of ours. */
        CROWDED(false, false),
        /** The server has no place for the call. */
        BUSY(false, true),
        /** The server does not have the model. */
        MISSING(false, true),
        /** The server has failed too often lately, so it is not asked. */
        LEFT_ALONE(false, true),
        /** Too many others ask, so no server was asked. */
        NO_PLACE(false, false);

        private final boolean fault;
        private final boolean elsewhere;

        Reason(boolean fault, boolean elsewhere) {
            this.fault = fault;
            this.elsewhere = elsewhere;
        }
    }

    ModelUnavailable(String message) {
        this(Reason.MISSING, message, null, null);
    }

    ModelUnavailable(Reason reason, String message, Duration retryAfter, Throwable cause) {
        super(ErrorCode.MODEL_UNAVAILABLE, message, retryAfter, cause);
        this.reason = reason;
    }

    /** The same when the server was answering others meanwhile; otherwise itself. */
    ModelUnavailable whileBusy() {
        return reason != Reason.SILENT
                ? this
                : new ModelUnavailable(
                        Reason.CROWDED,
                        getMessage() + "; it was answering other calls of ours (see engine.model.max-concurrent)",
                        null,
                        this);
    }

    /** Whether it counts against the server. */
    boolean isFault() {
        return reason.fault;
    }

    /** Whether another server may answer at once. */
    boolean mayBeHadElsewhere() {
        return reason.elsewhere;
    }

    boolean isMissing() {
        return reason == Reason.MISSING;
    }

    @Override
    public boolean spendsAttempt() {
        return false;
    }
}
