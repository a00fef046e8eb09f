package io.aiworkflow.access;

import io.aiworkflow.platform.LabelValues;
import io.aiworkflow.platform.tracing.TraceSpan;
import io.aiworkflow.platform.tracing.Tracing;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes a request part of a trace, that of the caller if he names one. It is no proof of anything: whoever knows a trace
 * may add to it.
 */
final class RequestTrace extends OncePerRequestFilter {
    private static final String TRACEPARENT = "traceparent";

    private final Tracing tracing;

    RequestTrace(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !tracing.isOn();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String door = EndpointMatrix.of(request)
                .map(each -> each.path().getPatternString())
                .orElse(LabelValues.OTHER);
        TraceSpan span = tracing.beginBelow(
                        request.getHeader(TRACEPARENT), Tracing.Kind.REQUEST, request.getMethod() + " " + door)
                .with("http.request.method", request.getMethod())
                .with("http.route", door);
        boolean returned = false;
        try {
            chain.doFilter(request, response);
            returned = true;
        } finally {
            span.leave();
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new End(span, response));
            } else {
                // What was thrown is answered further outside.
                end(span, returned ? response.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            }
        }
    }

    private static void end(TraceSpan span, int status) {
        span.with("http.response.status_code", String.valueOf(status));
        if (status >= 500) {
            span.failed(String.valueOf(status));
        }
        span.end();
    }

    private record End(TraceSpan span, HttpServletResponse response) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            end(span, response.getStatus());
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
