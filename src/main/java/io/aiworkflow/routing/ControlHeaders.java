package io.aiworkflow.routing;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names of headers by which a message would steer Camel or carry what is not a route's business, in any spelling. */
final class ControlHeaders {
    /** Those of Camel's own that a route may set; others redirect calls or switch features on. */
    static final Set<String> SETTABLE = Set.of("CamelHttpMethod", "CamelHttpResponseCode");

    /** Beginnings of names, letters and digits only, in lower case. */
    private static final List<String> STEERING = List.of(
            "camel",
            "orgapachecamel",
            "aiworkflow",
            "breadcrumbid",
            "gridfs",
            "jms",
            "mailsmtp",
            "operationname",
            "websocket");

    /** In lower case. The engine has checked them before a route sees the message. */
    private static final Set<String> CREDENTIALS = Set.of(
            "authorization",
            "proxy-authorization",
            "cookie",
            "set-cookie",
            "x-api-key",
            "x-csrf-token",
            "x-xsrf-token");

    /** By which a server protects its pages and sessions, in lower case; those of an answer, so no route sets them. */
    private static final List<String> PROTECTION = List.of(
            "set-cookie",
            "access-control-",
            "clear-site-data",
            "content-security-policy",
            "cross-origin-",
            "permissions-policy",
            "referrer-policy",
            "strict-transport-security",
            "x-content-type-options",
            "x-frame-options");

    private ControlHeaders() {}

    /** Whether Camel or a component may act on a header of this name. */
    static boolean isSteering(String name) {
        StringBuilder plain = new StringBuilder();
        name.toLowerCase(Locale.ROOT).chars().filter(Character::isLetterOrDigit).forEach(plain::appendCodePoint);
        return STEERING.stream().anyMatch(plain.toString()::startsWith);
    }

    static boolean isSettable(String name) {
        return SETTABLE.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** Whether a header of an answer protects what else there is at the engine's address. */
    static boolean isTheEngines(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return PROTECTION.stream().anyMatch(lower::startsWith);
    }

    static boolean isCredential(String name) {
        return CREDENTIALS.contains(name.toLowerCase(Locale.ROOT));
    }
}
