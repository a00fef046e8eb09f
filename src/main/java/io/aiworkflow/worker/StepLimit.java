package io.aiworkflow.worker;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.apache.camel.Exchange;

/**
 * The bounds within which one thread executes a step: the signal that stops the step, and the time after which that is
 * given, if there is one. Closing it takes back an interrupt that was meant for this step only.
 */
final class StepLimit implements AutoCloseable {
    private static final String SIGNAL_PROPERTY = "AiWorkflowStopSignal";

    private final Exchange exchange;
    private final StopSignal outer;
    private final StopSignal signal;
    private final StopSignal.Work work;
    private Future<?> deadline;
    private TransientException failure;

    private StepLimit(Exchange exchange, StopSignal outer, StopSignal signal) {
        this.exchange = exchange;
        this.outer = outer;
        this.signal = signal;
        this.work = signal.enter();
        exchange.setProperty(SIGNAL_PROPERTY, signal);
    }

    /** The signal of the innermost step with a time-out that the exchange is in, else the attempt's. */
    static StopSignal signalOf(Exchange exchange, StopSignal attempt) {
        return exchange.getProperty(SIGNAL_PROPERTY, attempt, StopSignal.class);
    }

    /** Without a time of its own the step ends with what it is in. */
    static StepLimit none(Exchange exchange, StopSignal outer) {
        return new StepLimit(exchange, outer, outer);
    }

    /** @param deadline schedules {@link StopReason#STEP_TIMED_OUT} for the given signal */
    static StepLimit of(Exchange exchange, StopSignal outer, String step, Duration time, Deadline deadline) {
        StepLimit limit = new StepLimit(exchange, outer, outer.part());
        limit.failure = new TransientException(
                ErrorCode.STEP_TIMED_OUT,
                "the step '%s' took longer than its timeout of %s".formatted(step, AttemptEnd.shown(time)));
        limit.deadline = deadline.schedule(limit.signal, limit.failure);
        return limit;
    }

    /** Whether the time of this step is over, and nothing else has stopped it. */
    boolean isOver() {
        return failure != null
                && signal.reason().filter(StopReason.STEP_TIMED_OUT::equals).isPresent()
                && outer.reason().isEmpty();
    }

    TransientException failure() {
        return failure;
    }

    @Override
    public void close() {
        if (deadline != null) {
            deadline.cancel(false);
        }
        work.close();
        if (signal != outer) {
            signal.close();
        }
        exchange.setProperty(SIGNAL_PROPERTY, outer);
    }

    /** How time-outs are scheduled. */
    interface Deadline {
        Future<?> schedule(StopSignal signal, TransientException failure);
    }
}
