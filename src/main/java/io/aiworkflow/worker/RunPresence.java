package io.aiworkflow.worker;

import io.aiworkflow.platform.LogContext;
import io.aiworkflow.platform.tracing.TraceSpan;
import io.aiworkflow.run.Claim;
import org.apache.camel.Exchange;
import org.slf4j.MDC;

/** Tells logs and traces that this thread works for a run, until it is closed on the same thread. */
final class RunPresence implements AutoCloseable {
    private static final String SPAN = "AiWorkflowSpan";
    private static final RunPresence KNOWN = new RunPresence(null, TraceSpan.NONE);

    private final LogContext log;
    private final TraceSpan span;

    private RunPresence(LogContext log, TraceSpan span) {
        this.log = log;
        this.span = span;
    }

    /** @param step null outside of steps */
    static RunPresence of(Claim claim, String step, TraceSpan span) {
        LogContext log = LogContext.open()
                .with(LogContext.RUN, claim.runId().toString())
                .with(LogContext.WORKFLOW, claim.workflow())
                .with(LogContext.USER, claim.submitter().name())
                .with(LogContext.STEP, step);
        return new RunPresence(log, span);
    }

    /** For a thread that has perhaps come to the run just now, as those of a parallel split do. */
    static RunPresence join(Attempt attempt, Exchange exchange) {
        Claim claim = attempt.claim();
        if (claim.runId().toString().equals(MDC.get(LogContext.RUN))) {
            return KNOWN;
        }
        String step = Attempt.stepAt(exchange).step();
        return of(claim, step.isEmpty() ? null : step, spanOf(attempt, exchange).entered());
    }

    /** The work of the innermost step that the exchange is in, or of its attempt. */
    static TraceSpan spanOf(Attempt attempt, Exchange exchange) {
        return exchange.getProperty(SPAN, attempt.held().span(), TraceSpan.class);
    }

    static void enter(TraceSpan span, Exchange exchange) {
        exchange.setProperty(SPAN, span);
    }

    @Override
    public void close() {
        span.leave();
        if (log != null) {
            log.close();
        }
    }
}
