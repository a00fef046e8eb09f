package io.aiworkflow.platform;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sees to it that a caller is told within five seconds that the database does not answer, whatever stands before it: also
 * one who has waited for the statement of others before the own one.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class CallerPatience extends OncePerRequestFilter {
    private static final Duration LIMIT = Duration.ofMillis(3500);

    /** A request may have been put aside until its body had come. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Duration outer = DatabasePatience.set(LIMIT);
        try {
            chain.doFilter(request, response);
        } finally {
            DatabasePatience.set(outer);
        }
    }
}
