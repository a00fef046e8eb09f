package io.aiworkflow.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The host of an address: a DNS name, or an IP address in the one spelling that everybody reads in the same way. What
 * some programs take for an IP address and others for a name is refused.
 *
 * @param text in lower case, without brackets and without the dot that may end a name
 * @param literal the IP address, if it is one
 */
record HostName(String text, Optional<InetAddress> literal) {
    private static final int LONGEST = 253;
    private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    /** URL parsers take whatever ends in a number for an IPv4 address, and disagree on which. */
    private static final Pattern NUMBER_AT_THE_END = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

    private static final String PART = "(0|[1-9][0-9]{0,2})";
    private static final Pattern DOTTED = Pattern.compile(PART + "(\\." + PART + "){3}");
    private static final Pattern COLONS = Pattern.compile("[0-9a-f:.]{2,45}");

    /**
     * Reads a host as it stands in a URL or in a setting.
     *
     * @throws IllegalArgumentException when it is not a host in its usual form
     */
    static HostName parse(String written) {
        if (written == null || written.isEmpty() || written.length() > LONGEST + 1) {
            throw unusual();
        }
        // Some other letters become ASCII in lower case, such as the Kelvin sign.
        if (!written.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw unusual();
        }
        String host = written.toLowerCase(Locale.ROOT);
        if (host.indexOf(':') >= 0) {
            return ipv6(host);
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (!NAME.matcher(name).matches()) {
            throw unusual();
        }
        return NUMBER_AT_THE_END.matcher(name).matches() ? ipv4(name) : new HostName(name, Optional.empty());
    }

    private static HostName ipv4(String name) {
        if (!DOTTED.matcher(name).matches()) {
            throw unusual();
        }
        String[] parts = name.split("\\.");
        byte[] bytes = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            int value = Integer.parseInt(parts[i]);
            if (value > 255) {
                throw unusual();
            }
            bytes[i] = (byte) value;
        }
        try {
            return new HostName(name, Optional.of(InetAddress.getByAddress(bytes)));
        } catch (UnknownHostException e) {
            throw unusual();
        }
    }

    private static HostName ipv6(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String inner = bracketed ? host.substring(1, host.length() - 1) : host;
        if (!COLONS.matcher(inner).matches()) {
            throw unusual();
        }
        try {
            // What stands in brackets is never looked up.
            InetAddress address = InetAddress.getByName("[" + inner + "]");
            return new HostName(address.getHostAddress(), Optional.of(address));
        } catch (UnknownHostException e) {
            throw unusual();
        }
    }

    /** Host and port as they stand in a URL. */
    String with(int port) {
        return (text.indexOf(':') >= 0 ? "[" + text + "]" : text) + ":" + port;
    }

    private static IllegalArgumentException unusual() {
        return new IllegalArgumentException(
                "a host is a DNS name of ASCII letters, digits, hyphens and dots, four decimal numbers such as 192.0.2.1, "
                        + "or an IPv6 address without a zone");
    }
}
