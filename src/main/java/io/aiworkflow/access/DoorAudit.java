package io.aiworkflow.access;

import io.aiworkflow.identity.Caller;
import io.aiworkflow.identity.Scope;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvent.Outcome;
import io.aiworkflow.platform.SecurityEvent.Type;
import io.aiworkflow.platform.SecurityEvents;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reports what operators and admins do at doors that report nothing themselves, and whoever was let through a door and
 * refused behind it, such as by the role of a workflow.
 */
final class DoorAudit extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(DoorAudit.class);
    private static final int FORBIDDEN = HttpServletResponse.SC_FORBIDDEN;

    private final SecurityEvents events;

    DoorAudit(SecurityEvents events) {
        this.events = events;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Endpoint> door = EndpointMatrix.of(request);
        // Whoever is behind a closed door can have ended his own login by what he does there.
        String actor = CallerAuthentication.current().map(Caller::actor).orElse("unknown");
        int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
        try {
            chain.doFilter(request, response);
            status = response.getStatus();
        } finally {
            // A chain that throws has perhaps done a part of it.
            if (door.filter(Endpoint::reported).isPresent()) {
                report(request, Type.ADMIN_ACTION, actor, status < 400 ? Outcome.SUCCESS : Outcome.FAILURE, status);
            } else if (status == FORBIDDEN && door.filter(DoorAudit::isSilent).isPresent()) {
                report(request, Type.ACCESS_DENIED, actor, Outcome.DENIED, status);
            }
        }
    }

    /** What is done to accounts, keys and the console reports its refusals itself, with more about them. */
    private static boolean isSilent(Endpoint door) {
        return door.role().isPresent() && door.scope() != Scope.ADMIN;
    }

    private void report(HttpServletRequest request, Type type, String actor, Outcome outcome, int status) {
        Map<String, String> details = type == Type.ACCESS_DENIED
                ? Map.of("reason", "behind-the-door")
                : Map.of("status", String.valueOf(status));
        try {
            events.record(new SecurityEvent(
                    type,
                    actor,
                    request.getMethod() + " " + request.getRequestURI(),
                    request.getRemoteAddr(),
                    outcome,
                    details));
        } catch (RuntimeException e) {
            // It is done, and its caller has been told so.
            LOG.error("{} {} is missing in the audit", request.getMethod(), request.getRequestURI(), e);
        }
    }
}
