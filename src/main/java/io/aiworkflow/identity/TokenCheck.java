package io.aiworkflow.identity;

import java.time.Instant;
import java.util.Locale;

/** What has become of a token or an API key that a caller has shown. */
public sealed interface TokenCheck {
    /** It counts. */
    record Valid(Caller caller, Instant expiresAt) implements TokenCheck {}

    /** It does not. */
    record Refused(Reason reason) implements TokenCheck {}

    /** Why not. */
    enum Reason {
        /** It is not a token or a key at all, or too long to be one. */
        MALFORMED,
        /** It is signed in another way than with HS256, or not at all. */
        ALGORITHM,
        /** No key has the name that it tells. */
        UNKNOWN_KEY,
        /** It was changed, or signed by somebody else. */
        SIGNATURE,
        /** A claim is missing or has another form. */
        CLAIMS,
        ISSUER,
        AUDIENCE,
        /** It was made for another purpose. */
        USE,
        NOT_YET_VALID,
        EXPIRED,
        /** It was ended before its time, or its account was. */
        REVOKED,
        /** There is no such API key. */
        UNKNOWN;

        /** The name in security events. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
