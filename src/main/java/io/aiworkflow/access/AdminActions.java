package io.aiworkflow.access;

import io.aiworkflow.identity.Caller;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvent.Outcome;
import io.aiworkflow.platform.SecurityEvents;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reports what operators and admins do at doors that report nothing themselves. */
final class AdminActions extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(AdminActions.class);

    private final SecurityEvents events;

    AdminActions(SecurityEvents events) {
        this.events = events;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return EndpointMatrix.of(request.getMethod(), request.getRequestURI())
                .filter(Endpoint::reported)
                .isEmpty();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, response);
        boolean done = response.getStatus() < 400;
        try {
            events.record(new SecurityEvent(
                    SecurityEvent.Type.ADMIN_ACTION,
                    CallerAuthentication.current().map(Caller::actor).orElse("unknown"),
                    request.getMethod() + " " + request.getRequestURI(),
                    request.getRemoteAddr(),
                    done ? Outcome.SUCCESS : Outcome.FAILURE,
                    Map.of("status", String.valueOf(response.getStatus()))));
        } catch (RuntimeException e) {
            // It is done, and its caller has been told so.
            LOG.error("{} {} is missing in the audit", request.getMethod(), request.getRequestURI(), e);
        }
    }
}
