package io.aiworkflow.maintenance;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * When a certificate ends.
 *
 * @param certificate its path below the folder, or the name and the address of the server that shows it
 * @param expiresAt when the first certificate of its chain ends
 * @param life for how long that one counts from its beginning
 */
record Expiry(String certificate, Instant expiresAt, Duration life) {
    /** Whoever renews does so with a third left: Caddy's own live for half a day, and are no trouble because of that. */
    private static final int LAST_PART = 4;

    /** Empty when the chain is. */
    static Optional<Expiry> of(String name, Collection<? extends Certificate> chain) {
        return chain.stream()
                .map(X509Certificate.class::cast)
                .min(Comparator.comparing(X509Certificate::getNotAfter))
                .map(first -> {
                    Instant end = first.getNotAfter().toInstant();
                    return new Expiry(
                            name, end, Duration.between(first.getNotBefore().toInstant(), end));
                });
    }

    /** Whether it ends within this time, and within the last quarter of its life. */
    boolean isSoon(Instant now, Duration within) {
        Duration last = life.dividedBy(LAST_PART);
        return expiresAt.isBefore(now.plus(last.compareTo(within) < 0 ? last : within));
    }
}
