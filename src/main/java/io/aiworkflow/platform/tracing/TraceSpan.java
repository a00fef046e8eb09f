package io.aiworkflow.platform.tracing;

import io.aiworkflow.platform.LogContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/**
 * A piece of work in a trace. The thread that has begun it is in it until it leaves; the work itself may end later and on
 * another thread.
 */
public final class TraceSpan {
    /** Stands for a span where nothing is traced. */
    public static final TraceSpan NONE = new TraceSpan(null, null, null);

    private final Span span;
    private final Scope scope;
    private final LogContext log;

    private TraceSpan(Span span, Scope scope, LogContext log) {
        this.span = span;
        this.scope = scope;
        this.log = log;
    }

    static TraceSpan enter(Span span) {
        Scope scope = span.makeCurrent();
        LogContext log = LogContext.open()
                .with(LogContext.TRACE, span.getSpanContext().getTraceId())
                .with(LogContext.SPAN, span.getSpanContext().getSpanId());
        return new TraceSpan(span, scope, log);
    }

    /** @param value not a secret, and nothing that people have written */
    public TraceSpan with(String name, String value) {
        if (span != null && value != null) {
            span.setAttribute(name, value);
        }
        return this;
    }

    public TraceSpan named(String name) {
        if (span != null) {
            span.updateName(name);
        }
        return this;
    }

    /** @param code what went wrong, without the text of any message */
    public void failed(String code) {
        if (span != null) {
            span.setStatus(StatusCode.ERROR, code);
        }
    }

    /** Brings another thread into it, until that leaves the result; who has begun the work is who ends it. */
    public TraceSpan entered() {
        return span == null ? NONE : enter(span);
    }

    /** The thread goes on to something else; on the thread that has begun or entered the span. */
    public void leave() {
        if (span != null) {
            scope.close();
            log.close();
        }
    }

    /** The work is done. */
    public void end() {
        if (span != null) {
            span.end();
        }
    }

    /** Both, on the thread that has begun the span. */
    public void leaveAndEnd() {
        leave();
        end();
    }

    Context context() {
        return span == null ? Context.current() : Context.root().with(span);
    }
}
