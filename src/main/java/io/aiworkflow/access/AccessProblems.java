package io.aiworkflow.access;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.identity.Caller;
import io.aiworkflow.platform.HttpProblems;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvent.Outcome;
import io.aiworkflow.platform.SecurityEvent.Type;
import io.aiworkflow.platform.SecurityEvents;
import io.aiworkflow.platform.edge.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Component;

/** Answers requests that are not let through. Pages lead to the login instead. */
@Component
class AccessProblems implements AuthenticationEntryPoint, AccessDeniedHandler {
    private final SecurityEvents events;

    AccessProblems(SecurityEvents events) {
        this.events = events;
    }

    /** The reason is not told: it would help whoever guesses. It is among the security events. */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof OAuth2AuthenticationException) {
            boolean read = failure instanceof InvalidBearerTokenException;
            report(request, Outcome.FAILURE, read ? failure.getMessage() : "malformed");
        }
        if (isPage(request)) {
            response.sendRedirect("/login?back=" + URLEncoder.encode(request.getRequestURI(), StandardCharsets.UTF_8));
            return;
        }
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        write(
                request,
                response,
                ErrorCode.UNAUTHENTICATED,
                "log in with POST /api/v1/auth/login and send 'Authorization: Bearer TOKEN', or send an API key");
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException failure)
            throws IOException {
        boolean forged = failure instanceof CsrfException;
        if (!forged && isNowhere(request)) {
            refuseAddress(request, response);
            return;
        }
        report(request, Outcome.DENIED, forged ? "forged-request" : "role");
        write(
                request,
                response,
                ErrorCode.FORBIDDEN,
                forged
                        ? "a browser's session needs the header X-CSRF-Token with the value of the cookie __Host-csrf"
                        : "your role, or the scopes of your API key, are not enough for this");
    }

    private static boolean isNowhere(HttpServletRequest request) {
        return EndpointMatrix.of(request).isEmpty();
    }

    /** Whoever has logged in may know what there is. */
    private static void refuseAddress(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<String> methods = EndpointMatrix.methods(request.getRequestURI());
        if (!methods.isEmpty()) {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", methods));
        }
        Refusal.answer(request, response, HttpProblems.of(methods.isEmpty() ? 404 : 405, request.getRequestURI()));
    }

    private void report(HttpServletRequest request, Outcome outcome, String reason) {
        events.record(new SecurityEvent(
                Type.ACCESS_DENIED,
                CallerAuthentication.current().map(Caller::actor).orElse("unknown"),
                request.getMethod() + " " + target(request.getRequestURI()),
                request.getRemoteAddr(),
                outcome,
                Map.of("reason", reason)));
    }

    /** Whoever knows the address of a callback may answer it. */
    private static String target(String path) {
        return path.replaceFirst("(/callbacks/).*", "$1…");
    }

    private static boolean isPage(HttpServletRequest request) {
        String path = request.getRequestURI();
        return request.getMethod().equals("GET")
                && (path.equals("/") || path.startsWith("/runs/") || isView(request, path));
    }

    /** A view of the console that somebody goes to; not the files and answers that its scripts ask for. */
    private static boolean isView(HttpServletRequest request, String path) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        return (path.equals("/hawtio") || path.startsWith("/hawtio/"))
                && accepted != null
                && accepted.contains("text/html");
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, ErrorCode code, String detail)
            throws IOException {
        Refusal.answer(request, response, Problem.of(code, detail, request.getRequestURI()));
    }
}
