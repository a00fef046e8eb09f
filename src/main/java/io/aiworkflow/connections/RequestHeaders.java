package io.aiworkflow.connections;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which headers of a request routes may set: not those that carry credentials or steer the transport. */
public final class RequestHeaders {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}");

    /** In lower case. */
    private static final Set<String> RESERVED = Set.of(
            "accept",
            "accept-encoding",
            "authorization",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "cookie",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via");

    private RequestHeaders() {}

    /** Whether a route may set the header. */
    public static boolean isFree(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAME.matcher(name).matches() && !isReserved(lower);
    }

    /** @param name in lower case */
    static boolean isReserved(String name) {
        return RESERVED.contains(name) || name.startsWith("camel") || name.startsWith("proxy-");
    }
}
