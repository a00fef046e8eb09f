package io.aiworkflow.egress;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Gives the HTTP client the addresses that it may connect to. The client asks once for each connection and connects to
 * what it was given, so that nothing can change between the check and the connection.
 */
record CheckedNames(EgressGuard guard) implements DnsResolver {
    private static final int UNKNOWN_PORT = 0;

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        return guard.addresses(host, port).stream()
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        return guard.addresses(host, UNKNOWN_PORT).toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
