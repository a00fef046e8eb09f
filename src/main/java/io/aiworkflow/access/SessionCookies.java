package io.aiworkflow.access;

import io.aiworkflow.identity.Session;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.ResponseCookie;

/**
 * The cookies of a browser's session. The prefix {@code __Host-} makes browsers bind them to this host, to HTTPS (or the
 * own machine) and to no parent domain; no script can read those that let somebody in.
 */
final class SessionCookies {
    static final String ACCESS = "__Host-access";
    static final String REFRESH = "__Host-refresh";
    /** Pages read it and send it back as a header, which the pages of other sites cannot. */
    static final String CSRF = "__Host-csrf";

    private static final int CSRF_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private SessionCookies() {}

    /** The values of Set-Cookie that begin or prolong a session. */
    static List<String> begin(Session session) {
        return List.of(
                cookie(ACCESS, session.accessToken(), left(session.accessExpiresAt())),
                cookie(REFRESH, session.refreshToken(), left(session.refreshExpiresAt())),
                cookie(CSRF, csrf(), left(session.refreshExpiresAt())));
    }

    /** The values of Set-Cookie that end it. */
    static List<String> end() {
        return Stream.of(ACCESS, REFRESH, CSRF)
                .map(name -> cookie(name, "", Duration.ZERO))
                .toList();
    }

    private static String csrf() {
        byte[] bytes = new byte[CSRF_BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Duration left(Instant until) {
        return Duration.between(Instant.now(), until);
    }

    private static String cookie(String name, String value, Duration life) {
        return ResponseCookie.from(name, value)
                .httpOnly(!name.equals(CSRF))
                .secure(true)
                .path("/")
                .sameSite("Strict")
                .maxAge(life)
                .build()
                .toString();
    }
}
