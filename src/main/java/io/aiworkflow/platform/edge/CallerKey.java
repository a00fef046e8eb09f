package io.aiworkflow.platform.edge;

import jakarta.servlet.http.HttpServletRequest;

/** Tells for whom a request counts in the rate limits. Whoever knows logins provides it; without it the address counts. */
public interface CallerKey {
    /** For whom this request counts. It has been authenticated already, if it ever is. */
    Caller of(HttpServletRequest request);

    /** @param id unique among the callers of its kind; it is no secret */
    record Caller(Kind kind, String id) {}

    /** What a caller is known by. Each kind has a limit of its own. */
    enum Kind {
        ADDRESS,
        USER,
        API_KEY
    }
}
