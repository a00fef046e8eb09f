package io.aiworkflow.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.identity.Caller;
import io.aiworkflow.identity.Origin;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Reads from the request that this thread works on what is not part of its message. */
final class Requests {
    private Requests() {}

    /** Who asks, and from where. */
    static Origin origin() {
        String address = current().getRemoteAddr();
        return CallerAuthentication.current()
                .map(caller -> Origin.of(caller, address))
                .orElseGet(() -> Origin.stranger(address));
    }

    /** Whoever has logged in; the doors that use this let nobody else in. */
    static Caller caller() {
        return CallerAuthentication.current().orElseThrow();
    }

    /** Whether the token was not sent on purpose but by a browser by itself. */
    static boolean cameWithCookie() {
        return RequestToken.isUnproven(current());
    }

    static boolean isLogout() {
        return RequestToken.isLogout(current());
    }

    static Optional<String> cookie(String name) {
        return cookie(current(), name);
    }

    static Optional<String> cookie(HttpServletRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Stream.of(cookies)
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(Cookie::getValue)
                        .findFirst();
    }

    static Optional<String> text(JsonNode body, String member) {
        return Optional.ofNullable(body.path(member).textValue());
    }

    private static HttpServletRequest current() {
        return ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest();
    }
}
