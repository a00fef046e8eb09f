package io.aiworkflow.platform.tracing;

import io.aiworkflow.platform.LogContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Begins spans. Without a collector they are all {@link TraceSpan#NONE}, which costs nothing. */
public final class Tracing {
    private static final Tracing OFF = new Tracing(null, null);
    /** The header by which servers that are called learn whose trace they are in. */
    public static final String HEADER = "traceparent";

    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?");
    private static final int LONGEST_TRACEPARENT = 100;
    private static final long FAREWELL_SECONDS = 3;

    private final Tracer tracer;
    private final SdkTracerProvider provider;

    Tracing(Tracer tracer, SdkTracerProvider provider) {
        this.tracer = tracer;
        this.provider = provider;
    }

    /** Whether a span is the work for a request, of a run, for somebody else, or none of these. */
    public enum Kind {
        REQUEST(SpanKind.SERVER),
        RUN(SpanKind.CONSUMER),
        CALL(SpanKind.CLIENT),
        INSIDE(SpanKind.INTERNAL);

        private final SpanKind standard;

        Kind(SpanKind standard) {
            this.standard = standard;
        }
    }

    /** Traces nothing. */
    public static Tracing off() {
        return OFF;
    }

    public boolean isOn() {
        return tracer != null;
    }

    /** A span below the one that this thread is in, or the first of a trace. */
    public TraceSpan begin(Kind kind, String name) {
        return isOn() ? begin(kind, name, Context.current()) : TraceSpan.NONE;
    }

    /**
     * A span below one in another process or of another time.
     *
     * @param traceparent as {@link #traceparent} or the header of that name gives it; null and what is none make a new trace
     */
    public TraceSpan beginBelow(String traceparent, Kind kind, String name) {
        return isOn() ? begin(kind, name, remote(traceparent)) : TraceSpan.NONE;
    }

    /** A span below this one, whatever the thread is in. */
    public TraceSpan beginBelow(TraceSpan span, Kind kind, String name) {
        return isOn() ? begin(kind, name, span.context()) : TraceSpan.NONE;
    }

    /** Where this thread is, for whoever goes on elsewhere; empty outside of spans. */
    public static Optional<String> traceparent() {
        SpanContext current = Span.current().getSpanContext();
        return current.isValid()
                ? Optional.of("00-%s-%s-%s"
                        .formatted(
                                current.getTraceId(),
                                current.getSpanId(),
                                current.getTraceFlags().asHex()))
                : Optional.empty();
    }

    /** Work for another thread, as part of what this one is in. */
    public static Runnable carried(Runnable work) {
        SpanContext current = Span.current().getSpanContext();
        if (!current.isValid()) {
            return work;
        }
        Runnable within = Context.current().wrap(work);
        return () -> {
            LogContext log = LogContext.open()
                    .with(LogContext.TRACE, current.getTraceId())
                    .with(LogContext.SPAN, current.getSpanId());
            try {
                within.run();
            } finally {
                log.close();
            }
        };
    }

    void close() {
        if (provider != null) {
            provider.shutdown().join(FAREWELL_SECONDS, TimeUnit.SECONDS);
        }
    }

    private TraceSpan begin(Kind kind, String name, Context parent) {
        return TraceSpan.enter(tracer.spanBuilder(name)
                .setSpanKind(kind.standard)
                .setParent(parent)
                .startSpan());
    }

    /** Only ids are taken over. Whether the trace is kept is decided here, and what else callers send is not believed. */
    private static Context remote(String traceparent) {
        if (traceparent == null || traceparent.length() > LONGEST_TRACEPARENT) {
            return Context.root();
        }
        Matcher parts = TRACEPARENT.matcher(traceparent);
        if (!parts.matches()) {
            return Context.root();
        }
        SpanContext parent = SpanContext.createFromRemoteParent(
                parts.group(1), parts.group(2), TraceFlags.getSampled(), TraceState.getDefault());
        return parent.isValid() ? Context.root().with(Span.wrap(parent)) : Context.root();
    }
}
