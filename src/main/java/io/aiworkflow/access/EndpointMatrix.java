package io.aiworkflow.access;

import static io.aiworkflow.access.Endpoint.all;
import static io.aiworkflow.access.Endpoint.anyone;
import static io.aiworkflow.access.Endpoint.own;
import static io.aiworkflow.identity.Scope.ADMIN;
import static io.aiworkflow.identity.Scope.CHAT_READ;
import static io.aiworkflow.identity.Scope.CHAT_WRITE;
import static io.aiworkflow.identity.Scope.DOCUMENTS_READ;
import static io.aiworkflow.identity.Scope.DOCUMENTS_WRITE;
import static io.aiworkflow.identity.Scope.RUNS_READ;
import static io.aiworkflow.identity.Scope.RUNS_WRITE;
import static io.aiworkflow.identity.Scope.WORKFLOWS_READ;

import io.aiworkflow.platform.UserRole;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.PathContainer;

/**
 * All doors of the engine and who may use them. What the engine serves and is not here is refused to everybody, and a
 * test fails on it.
 */
final class EndpointMatrix {
    private static final UserRole USER = UserRole.USER;
    private static final UserRole OPERATOR = UserRole.OPERATOR;
    private static final UserRole ADMINS = UserRole.ADMIN;

    /** The first that matches counts. */
    static final List<Endpoint> ENDPOINTS = List.of(
            // For everybody.
            anyone("GET", "/api/v1/health"),
            anyone("GET", "/public/status"),
            anyone("GET", "/livez"),
            anyone("GET", "/readyz"),
            anyone("*", "/error"),
            anyone("GET", "/login"),
            anyone("GET", "/login/{*file}"),
            anyone("GET", "/engine.css"),
            anyone("GET", "/docs"),
            anyone("GET", "/docs/{*file}"),
            anyone("GET", "/webjars/{*file}"),
            anyone("POST", "/api/v1/auth/register"),
            anyone("POST", "/api/v1/auth/login"),
            anyone("POST", "/api/v1/auth/refresh"),
            anyone("POST", "/api/v1/auth/reset-password"),
            // Also for browsers whose access token has expired; the refresh token says which session it is.
            anyone("POST", "/api/v1/auth/logout"),
            // The address is the secret.
            anyone("POST", "/api/v1/callbacks/{token}"),
            // One's own account.
            own("GET", "/api/v1/auth/me", WORKFLOWS_READ),
            own("POST", "/api/v1/auth/password", ADMIN),
            own("POST", "/api/v1/auth/second-factor", ADMIN),
            own("POST", "/api/v1/auth/second-factor/confirm", ADMIN),
            own("POST", "/api/v1/auth/second-factor/remove", ADMIN),
            own("POST", "/api/v1/auth/second-factor/recovery-codes", ADMIN),
            own("GET", "/api/v1/api-keys", ADMIN),
            own("POST", "/api/v1/api-keys", ADMIN),
            own("DELETE", "/api/v1/api-keys/{id}", ADMIN),
            // Workflows and runs.
            all("GET", "/openapi.json", USER, WORKFLOWS_READ),
            all("GET", "/api/v1/workflows", USER, WORKFLOWS_READ),
            all("GET", "/api/v1/workflows/{name}", USER, WORKFLOWS_READ),
            all("GET", "/api/v1/workflows/{name}/diagram.svg", USER, WORKFLOWS_READ),
            // It writes documents, as an upload does.
            all("POST", "/api/v1/workflows/index-document/runs", USER, DOCUMENTS_WRITE),
            all("POST", "/api/v1/workflows/{name}/runs", USER, RUNS_WRITE),
            own("GET", "/api/v1/runs", RUNS_READ),
            own("GET", "/api/v1/runs/{id}", RUNS_READ),
            own("GET", "/api/v1/runs/{id}/events", RUNS_READ),
            own("GET", "/api/v1/runs/{id}/timeline", RUNS_READ),
            own("GET", "/api/v1/runs/{id}/diagram.svg", RUNS_READ),
            own("POST", "/api/v1/runs/{id}/cancel", RUNS_WRITE),
            own("POST", "/api/v1/runs/{id}/retry", RUNS_WRITE),
            own("GET", "/api/v1/usage", RUNS_READ),
            own("GET", "/api/v1/approvals", RUNS_READ),
            own("GET", "/api/v1/approvals/{id}", RUNS_READ),
            own("POST", "/api/v1/approvals/{id}", RUNS_WRITE),
            // Documents.
            own("GET", "/api/v1/documents", DOCUMENTS_READ),
            own("POST", "/api/v1/documents", DOCUMENTS_WRITE),
            own("GET", "/api/v1/documents/{id}", DOCUMENTS_READ),
            own("GET", "/api/v1/documents/{id}/content", DOCUMENTS_READ),
            own("DELETE", "/api/v1/documents/{id}", DOCUMENTS_WRITE),
            own("GET", "/api/v1/collections", DOCUMENTS_READ),
            own("GET", "/api/v1/collections/{name}", DOCUMENTS_READ),
            own("PUT", "/api/v1/collections/{name}", DOCUMENTS_WRITE),
            own("POST", "/api/v1/collections/{name}/confirm", DOCUMENTS_WRITE),
            own("DELETE", "/api/v1/collections/{name}", DOCUMENTS_WRITE),
            own("POST", "/api/v1/search", DOCUMENTS_READ),
            // A run, whose result is the answer.
            all("POST", "/api/v1/ask", USER, RUNS_WRITE),
            // Conversations, which are nobody else's business. Naming a collection needs documents:read too.
            own("POST", "/api/v1/chat", CHAT_WRITE),
            own("GET", "/api/v1/conversations", CHAT_READ),
            own("GET", "/api/v1/conversations/{id}", CHAT_READ),
            own("DELETE", "/api/v1/conversations/{id}", CHAT_WRITE),
            own("POST", "/api/v1/conversations/{id}/stop", CHAT_WRITE),
            // Schedules: one's own; all for operators.
            own("GET", "/api/v1/schedules", RUNS_READ),
            own("POST", "/api/v1/schedules", RUNS_WRITE),
            own("GET", "/api/v1/schedules/{name}", RUNS_READ),
            own("PATCH", "/api/v1/schedules/{name}", RUNS_WRITE),
            own("DELETE", "/api/v1/schedules/{name}", RUNS_WRITE),
            own("POST", "/api/v1/schedules/{name}/pause", RUNS_WRITE),
            own("POST", "/api/v1/schedules/{name}/resume", RUNS_WRITE),
            own("POST", "/api/v1/schedules/{name}/run", RUNS_WRITE),
            own("GET", "/api/v1/schedules/{name}/next", RUNS_READ),
            own("GET", "/api/v1/schedules/{name}/firings", RUNS_READ),
            // Those who look after runs and workers.
            all("GET", "/api/v1/dead-letters", OPERATOR, RUNS_READ),
            all("GET", "/api/v1/dead-letters/groups", OPERATOR, RUNS_READ),
            all("POST", "/api/v1/dead-letters/replay", OPERATOR, RUNS_WRITE).asReported(),
            all("POST", "/api/v1/dead-letters/{id}/discard", OPERATOR, RUNS_WRITE)
                    .asReported(),
            all("GET", "/api/v1/effects", OPERATOR, RUNS_READ),
            all("GET", "/api/v1/effects/{id}", OPERATOR, RUNS_READ),
            all("POST", "/api/v1/effects/{id}/resolve", OPERATOR, RUNS_WRITE).asReported(),
            all("GET", "/api/v1/workers", OPERATOR, RUNS_READ),
            all("GET", "/api/v1/models", OPERATOR, RUNS_READ),
            all("GET", "/api/v1/models/details", OPERATOR, RUNS_READ),
            all("GET", "/api/v1/models/queue", OPERATOR, RUNS_READ),
            all("POST", "/api/v1/models/pull", OPERATOR, RUNS_WRITE).asReported(),
            all("POST", "/api/v1/models/preload", OPERATOR, RUNS_WRITE).asReported(),
            all("POST", "/api/v1/models/delete", OPERATOR, RUNS_WRITE).asReported(),
            all("GET", "/api/v1/admin/index", OPERATOR, RUNS_READ),
            all("POST", "/api/v1/admin/index/compare", OPERATOR, RUNS_WRITE).asReported(),
            all("POST", "/api/v1/admin/index/repair", OPERATOR, RUNS_WRITE).asReported(),
            all("POST", "/api/v1/admin/index/rebuild", OPERATOR, RUNS_WRITE).asReported(),
            all("POST", "/api/v1/admin/index/confirm", OPERATOR, RUNS_WRITE).asReported(),
            all("POST", "/api/v1/admin/index/revert", OPERATOR, RUNS_WRITE).asReported(),
            all("GET", "/api/v1/maintenance", OPERATOR, RUNS_READ),
            all("GET", "/api/v1/maintenance/reports", OPERATOR, RUNS_READ),
            all("GET", "/api/v1/maintenance/reports/{id}", OPERATOR, RUNS_READ),
            all("GET", "/api/v1/maintenance/{job}", OPERATOR, RUNS_READ),
            all("POST", "/api/v1/maintenance/{job}/run", OPERATOR, RUNS_WRITE).asReported(),
            all("POST", "/api/v1/maintenance/{job}/pause", OPERATOR, RUNS_WRITE).asReported(),
            all("POST", "/api/v1/maintenance/{job}/resume", OPERATOR, RUNS_WRITE)
                    .asReported(),
            // Those who look after the process itself.
            all("GET", "/metrics", OPERATOR, RUNS_READ),
            all("GET", "/api/v1/admin/log-levels", OPERATOR, ADMIN),
            all("GET", "/api/v1/admin/log-levels/{logger}", OPERATOR, ADMIN),
            all("PUT", "/api/v1/admin/log-levels/{logger}", OPERATOR, ADMIN),
            all("GET", "/api/v1/admin/recordings", OPERATOR, ADMIN),
            all("POST", "/api/v1/admin/recordings", OPERATOR, ADMIN).asReported(),
            all("GET", "/api/v1/admin/recordings/{id}", OPERATOR, ADMIN).asReported(),
            all("GET", "/api/v1/admin/threads", OPERATOR, ADMIN).asReported(),
            // Those who look after accounts and keys.
            all("GET", "/api/v1/admin/accounts", ADMINS, ADMIN),
            all("GET", "/api/v1/admin/accounts/{id}", ADMINS, ADMIN),
            all("PATCH", "/api/v1/admin/accounts/{id}", ADMINS, ADMIN),
            all("POST", "/api/v1/admin/accounts/{id}/approve", ADMINS, ADMIN),
            all("POST", "/api/v1/admin/accounts/{id}/reset-password", ADMINS, ADMIN),
            all("POST", "/api/v1/admin/accounts/{id}/remove-second-factor", ADMINS, ADMIN),
            all("POST", "/api/v1/admin/accounts/{id}/logout", ADMINS, ADMIN),
            all("POST", "/api/v1/admin/logout-everybody", ADMINS, ADMIN),
            all("GET", "/api/v1/admin/signing-keys", ADMINS, ADMIN),
            all("POST", "/api/v1/admin/signing-keys", ADMINS, ADMIN),
            all("DELETE", "/api/v1/admin/signing-keys/{kid}", ADMINS, ADMIN),
            all("GET", "/api/v1/admin/blocked-addresses", ADMINS, ADMIN),
            all("POST", "/api/v1/admin/blocked-addresses", ADMINS, ADMIN),
            all("POST", "/api/v1/admin/blocked-addresses/unblock", ADMINS, ADMIN),
            all("GET", "/api/v1/admin/security-events", ADMINS, ADMIN),
            all("GET", "/api/v1/admin/security-events/verification", ADMINS, ADMIN),
            all("GET", "/api/v1/admin/security-events/export", ADMINS, ADMIN).asReported(),
            // Pages.
            own("GET", "/", RUNS_READ),
            own("GET", "/runs/{id}", RUNS_READ),
            // The console. What is called behind it is reported there, operation by operation.
            all("GET", "/hawtio", OPERATOR, ADMIN),
            all("GET", "/hawtio/{*file}", OPERATOR, ADMIN),
            all("POST", "/hawtio/jolokia", OPERATOR, ADMIN),
            all("POST", "/hawtio/jolokia/", OPERATOR, ADMIN),
            // What authors offer; the roles of the workflows behind these doors count too.
            all("*", "/intake/{*door}", USER, RUNS_WRITE));

    private static final String FOUND = EndpointMatrix.class.getName();

    private EndpointMatrix() {}

    /** The door of a request, which several filters ask for; empty for what nobody may use. */
    static Optional<Endpoint> of(HttpServletRequest request) {
        // Not the decoded path: the doors see the same characters as the rule.
        Asked asked = new Asked(request.getMethod(), request.getRequestURI());
        if (request.getAttribute(FOUND) instanceof Found known && known.asked().equals(asked)) {
            return known.door();
        }
        Optional<Endpoint> door = of(asked.method(), asked.path());
        request.setAttribute(FOUND, new Found(asked, door));
        return door;
    }

    /** Empty for what nobody may use. */
    static Optional<Endpoint> of(String method, String path) {
        PathContainer at = PathContainer.parsePath(path);
        return ENDPOINTS.stream().filter(each -> each.matches(method, at)).findFirst();
    }

    /** The methods with which there is something at this path. */
    static List<String> methods(String path) {
        PathContainer at = PathContainer.parsePath(path);
        return ENDPOINTS.stream()
                .filter(each -> each.path().matches(at))
                .map(Endpoint::method)
                .distinct()
                .toList();
    }

    /** A request that is passed on to a page of errors is another one. */
    private record Asked(String method, String path) {}

    private record Found(Asked asked, Optional<Endpoint> door) {}
}
