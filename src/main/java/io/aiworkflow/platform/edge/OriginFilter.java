package io.aiworkflow.platform.edge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets pages of other origins in by name only (CORS), and nobody else's page change anything: browsers also send what
 * they may not read the answer of.
 */
final class OriginFilter extends OncePerRequestFilter {
    private static final String ORIGIN = "Origin";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private static final String HEADERS =
            "Accept, Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Prefer, X-API-Key, X-CSRF-Token";
    private static final String EXPOSED =
            "Location, Preference-Applied, Retry-After, RateLimit-Limit, " + "RateLimit-Remaining, RateLimit-Reset";
    private static final String TEN_MINUTES = "600";

    private final AllowedOrigins origins;

    OriginFilter(AllowedOrigins origins) {
        this.origins = origins;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        List<String> sent = Collections.list(request.getHeaders(ORIGIN));
        if (sent.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        String origin = sent.size() == 1 ? sent.get(0) : "";
        boolean listed = origins.isListed(origin);
        response.addHeader("Vary", ORIGIN);
        if (listed) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Allow-Credentials", "true");
        }
        if (isPreflight(request)) {
            answerPreflight(request, response, listed);
        } else if (listed || READING.contains(request.getMethod()) || isOwn(origin, request)) {
            if (listed) {
                response.setHeader("Access-Control-Expose-Headers", EXPOSED);
            }
            chain.doFilter(request, response);
        } else {
            refuse(request, response);
        }
    }

    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null;
    }

    private static void answerPreflight(HttpServletRequest request, HttpServletResponse response, boolean listed)
            throws IOException {
        if (!listed) {
            refuse(request, response);
            return;
        }
        response.setHeader("Access-Control-Allow-Methods", METHODS);
        response.setHeader("Access-Control-Allow-Headers", HEADERS);
        response.setHeader("Access-Control-Max-Age", TEN_MINUTES);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private boolean isOwn(String origin, HttpServletRequest request) {
        return origins.isOwn(origin, request.getScheme(), request.getHeader("Host"));
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Refusal.answer(
                request,
                response,
                Problem.of(
                        ErrorCode.FOREIGN_ORIGIN,
                        "the request comes from a page of another origin; list it in CORS_ALLOWED_ORIGINS if it is yours,"
                                + " and set ENGINE_PUBLIC_URL if the engine has that name itself",
                        request.getRequestURI()));
    }
}
