package io.aiworkflow.egress;

import io.aiworkflow.failure.EffectNotMade;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;

/**
 * A route wanted to call what it may not. The message goes to callers: it names the host as the route did and never an
 * address that was found behind it.
 */
final class EgressRefused extends PermanentException implements EffectNotMade {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 100;

    private EgressRefused(String message) {
        super(ErrorCode.EGRESS_REFUSED, message);
    }

    /** @param host with its port */
    static EgressRefused notPublic(String host) {
        return new EgressRefused(
                "routes may not call %1$s: it is not on the public internet. An operator can allow it with ENGINE_EGRESS_ALLOW=%1$s (engine.egress.allow)"
                        .formatted(host));
    }

    /** @param written the host as it stands in the route */
    static EgressRefused unusual(String written) {
        return new EgressRefused(
                "routes may not call '%s': write the host as a DNS name or an IP address in its usual form, without user or password; if it is not public, it has to be in ENGINE_EGRESS_ALLOW (engine.egress.allow) too"
                        .formatted(printable(written)));
    }

    /** @param host with its port, as it stands in the route */
    static EgressRefused moved(String host) {
        return new EgressRefused(
                "a call to %s was led to another host by a header or a redirect and was not made; name each host in the route, since ENGINE_EGRESS_ALLOW (engine.egress.allow) does not change this"
                        .formatted(host));
    }

    private static String printable(String text) {
        String shown = text == null ? "" : text.replaceAll("[^\\x21-\\x7E]", "?");
        return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST - 1) + "…";
    }
}
