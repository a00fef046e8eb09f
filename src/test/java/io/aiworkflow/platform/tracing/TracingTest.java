package io.aiworkflow.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingTest {
    private final SdkTracerProvider provider = SdkTracerProvider.builder().build();
    private final Tracing tracing = new Tracing(provider.get("test"), provider);

    @AfterEach
    void close() {
        tracing.close();
    }

    @Test
    void withoutACollectorThereAreNoSpans() {
        TraceSpan span = Tracing.off().begin(Tracing.Kind.INSIDE, "nothing");

        assertThat(span).isSameAs(TraceSpan.NONE);
        assertThat(Tracing.traceparent()).isEmpty();
        span.with("a", "b").leaveAndEnd();
    }

    @Test
    void whatAThreadBeginsIsBelowWhereItIs() {
        TraceSpan outer = tracing.begin(Tracing.Kind.REQUEST, "outer");
        String place = Tracing.traceparent().orElseThrow();
        TraceSpan inner = tracing.begin(Tracing.Kind.INSIDE, "inner");

        assertThat(traceOf(inner)).isEqualTo(traceOf(outer));
        inner.leaveAndEnd();
        assertThat(Tracing.traceparent()).contains(place);
        outer.leaveAndEnd();
        assertThat(Tracing.traceparent()).isEmpty();
    }

    @Test
    void aThreadThatIsElsewhereGoesOnBelowTheGivenSpan() {
        TraceSpan attempt = tracing.begin(Tracing.Kind.RUN, "attempt");
        attempt.leave();
        TraceSpan other = tracing.begin(Tracing.Kind.REQUEST, "of somebody else");

        TraceSpan step = tracing.beginBelow(attempt, Tracing.Kind.INSIDE, "step");

        assertThat(traceOf(step)).isEqualTo(traceOf(attempt)).isNotEqualTo(traceOf(other));
        step.leaveAndEnd();
        other.leaveAndEnd();
        attempt.end();
    }

    @Test
    void takesOverTheTraceOfACaller() {
        TraceSpan span = tracing.beginBelow(
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", Tracing.Kind.REQUEST, "x");

        assertThat(traceOf(span)).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        span.leaveAndEnd();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-01",
                "4bf92f3577b34da6a3ce929d0e0e4736"
            })
    void beginsATraceOfItsOwnWhenTheCallersIsNone(String traceparent) {
        TraceSpan span = tracing.beginBelow(traceparent, Tracing.Kind.REQUEST, "x");

        assertThat(traceOf(span)).hasSize(32).isNotEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        span.leaveAndEnd();
    }

    private static String traceOf(TraceSpan span) {
        TraceSpan here = span.entered();
        try {
            return Tracing.traceparent().orElseThrow().split("-")[1];
        } finally {
            here.leave();
        }
    }
}
