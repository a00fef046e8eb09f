package io.aiworkflow.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address that a request came from, for limits and for the record. It is the caller's own where a trusted proxy
 * tells it, else that of the other end of the connection. It never looks up a name.
 */
public record ClientAddress(InetAddress address) {
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    /** With a colon, so that it is never taken for a name. */
    private static final Pattern IPV6 = Pattern.compile("(?=[^:]*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

    private static final ClientAddress UNKNOWN = parse("0.0.0.0").orElseThrow();
    private static final int GROUPS_OF_A_NETWORK = 4;

    /** Of this request, as the edge has found out. */
    public static ClientAddress of(HttpServletRequest request) {
        return parse(request.getRemoteAddr()).orElse(UNKNOWN);
    }

    /**
     * Reads an IPv4 or IPv6 address without brackets and port.
     *
     * @param literal may be null
     * @return empty when it is anything else, such as a name
     */
    public static Optional<ClientAddress> parse(String literal) {
        String plain = literal == null ? "" : literal.replaceFirst("%.*$", "");
        if (!IPV4.matcher(plain).matches() && !IPV6.matcher(plain).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ClientAddress(InetAddress.getByName(plain)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The address as text. */
    public String text() {
        return address.getHostAddress();
    }

    /** Who is counted together: one IPv4 address, or the /64 of an IPv6 address, of which a caller has all. */
    public String network() {
        if (address instanceof Inet4Address) {
            return text();
        }
        String[] groups = text().split(":");
        StringBuilder network = new StringBuilder();
        for (int i = 0; i < GROUPS_OF_A_NETWORK; i++) {
            network.append(groups[i]).append(':');
        }
        return network.append(":/64").toString();
    }

    @Override
    public String toString() {
        return text();
    }
}
