package io.aiworkflow.access;

import io.aiworkflow.platform.LabelValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Measures how long each door takes, from the head of a request to the end of its answer. Addresses are told apart by the
 * lines of {@link EndpointMatrix} only, since callers may make up any number of others.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestMeters extends OncePerRequestFilter {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final MeterRegistry registry;
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

    RequestMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Measured measured = new Measured(request, response);
        boolean returned = false;
        try {
            chain.doFilter(request, response);
            returned = true;
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(measured);
            } else {
                measured.end(returned ? response.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            }
        }
    }

    /** @param status as three digits */
    private record Labels(String method, String uri, int status) {}

    private Timer timer(Labels labels) {
        return Timer.builder("http.request.duration")
                .description("From the head of a request to the end of its answer")
                .tag("method", labels.method())
                .tag("uri", labels.uri())
                .tag("status", String.valueOf(labels.status()))
                .register(registry);
    }

    /** One request, which may be answered by another thread than the one that it came in on. */
    private final class Measured implements AsyncListener {
        private final long start = System.nanoTime();
        private final String method;
        private final Optional<Endpoint> door;
        private final HttpServletResponse response;

        Measured(HttpServletRequest request, HttpServletResponse response) {
            this.method = request.getMethod();
            this.door = EndpointMatrix.of(request);
            this.response = response;
        }

        void end(int status) {
            long took = System.nanoTime() - start;
            String uri = door.map(found -> found.path().getPatternString()).orElse(LabelValues.OTHER);
            String known = METHODS.contains(method) ? method : LabelValues.OTHER;
            timers.computeIfAbsent(new Labels(known, uri, status), RequestMeters.this::timer)
                    .record(took, TimeUnit.NANOSECONDS);
        }

        @Override
        public void onComplete(AsyncEvent event) {
            end(response.getStatus());
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        /** Whoever begins anew loses those who listened. */
        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
