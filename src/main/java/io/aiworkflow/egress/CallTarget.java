package io.aiworkflow.egress;

import java.net.URI;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.HttpHost;

/**
 * Where the calls of one endpoint go, as its address in the file says it.
 *
 * @param scheme {@code http} or {@code https}
 */
record CallTarget(String scheme, HostName host, int port) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * @param written the address without its scheme, for messages: what is no host in Java's eyes is lost in the URI
     * @throws EgressRefused when the address has no host in its usual form, or a user
     */
    static CallTarget of(URI address, String written) {
        if (address.getHost() == null || address.getRawUserInfo() != null) {
            throw EgressRefused.unusual(hostIn(written));
        }
        try {
            HostName host = HostName.parse(address.getHost());
            return new CallTarget(address.getScheme(), host, port(address.getScheme(), address.getPort()));
        } catch (IllegalArgumentException e) {
            throw EgressRefused.unusual(hostIn(written));
        }
    }

    private static String hostIn(String written) {
        String authority = written.replaceFirst("^[/\\\\]*", "").split("[/?#\\\\]", 2)[0];
        return authority.substring(authority.lastIndexOf('@') + 1);
    }

    private static int port(String scheme, int written) {
        return written >= 0 ? written : scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    }

    /** @throws EgressRefused when the request would go elsewhere or through a proxy, whatever has made it so */
    void require(HttpRoute route) {
        if (route.getProxyHost() != null || !leadsTo(route.getTargetHost())) {
            throw EgressRefused.moved(toString());
        }
    }

    /** The same server, or the same host's way from HTTP to HTTPS. */
    boolean leadsTo(HttpHost other) {
        int otherPort = port(other.getSchemeName(), other.getPort());
        boolean same = other.getSchemeName().equals(scheme) && otherPort == port;
        boolean upgraded = other.getSchemeName().equals("https")
                && scheme.equals("http")
                && port == HTTP_PORT
                && otherPort == HTTPS_PORT;
        return other.getAddress() == null && (same || upgraded) && isHost(other.getHostName());
    }

    private boolean isHost(String other) {
        try {
            return HostName.parse(other).equals(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return host.with(port);
    }
}
