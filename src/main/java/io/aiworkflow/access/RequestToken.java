package io.aiworkflow.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.util.StringUtils;

/**
 * Finds the token of a request: in the header Authorization, an API key also in X-API-Key, and else in the cookie of a
 * browser's session. Never in the address, which is logged in many places.
 */
final class RequestToken implements BearerTokenResolver {
    static final String API_KEY_HEADER = "X-API-Key";

    private static final String REGISTER = "/api/v1/auth/register";
    private static final String HEALTH = "/api/v1/health";
    private static final String LOGOUT = "/api/v1/auth/logout";

    private static final BearerTokenResolver HEADER = new DefaultBearerTokenResolver();

    @Override
    public String resolve(HttpServletRequest request) {
        if (isForEverybody(request)) {
            return resolveAtOpenDoor(request);
        }
        String sent = inHeader(request);
        return sent != null
                ? sent
                : Requests.cookie(request, SessionCookies.ACCESS).orElse(null);
    }

    /** These doors open also for those whose session is over, and when tokens cannot be checked. */
    private static String resolveAtOpenDoor(HttpServletRequest request) {
        return switch (request.getRequestURI()) {
            // An admin makes accounts for others there, and a stranger one for himself.
            case REGISTER -> inHeader(request);
            case LOGOUT -> readable(request);
            // Who asks for all of it has to say who he is; all others are answered also when tokens cannot be checked.
            case HEALTH -> request.getParameter("full") == null ? null : readable(request);
            default -> null;
        };
    }

    /** Whether a browser may have sent it by itself, made by the page of another site. */
    static boolean isUnproven(HttpServletRequest request) {
        return !isSentOnPurpose(request)
                && Requests.cookie(request, SessionCookies.ACCESS).isPresent()
                && !isForEverybody(request);
    }

    /** Not every header Authorization is: browsers repeat the login of a proxy by themselves. */
    private static boolean isSentOnPurpose(HttpServletRequest request) {
        try {
            return inHeader(request) != null;
        } catch (OAuth2AuthenticationException e) {
            // A token that cannot be read, which is refused for that.
            return true;
        }
    }

    private static String readable(HttpServletRequest request) {
        try {
            return inHeader(request);
        } catch (OAuth2AuthenticationException e) {
            return null;
        }
    }

    private static String inHeader(HttpServletRequest request) {
        String bearer = HEADER.resolve(request);
        if (bearer != null) {
            return bearer;
        }
        String key = request.getHeader(API_KEY_HEADER);
        return StringUtils.hasText(key) ? key : null;
    }

    static boolean isLogout(HttpServletRequest request) {
        return request.getRequestURI().equals(LOGOUT);
    }

    private static boolean isForEverybody(HttpServletRequest request) {
        Optional<Endpoint> door = EndpointMatrix.of(request);
        return door.filter(found -> found.role().isEmpty()).isPresent();
    }
}
