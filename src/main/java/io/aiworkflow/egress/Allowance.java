package io.aiworkflow.egress;

import io.aiworkflow.platform.AddressRange;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of {@code engine.egress.allow}: a name, or IP addresses, and possibly one port.
 *
 * @param name set unless addresses are
 * @param port 0 for any
 */
record Allowance(Optional<String> name, Optional<AddressRange> addresses, int port) {
    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]+)](?::(\\d{1,5}))?");
    private static final Pattern PLAIN = Pattern.compile("([^:\\[\\]]+)(?::(\\d{1,5}))?");
    private static final int HIGHEST_PORT = 65_535;

    /** @throws IllegalArgumentException when it is none of the forms that there are */
    static Allowance parse(String entry) {
        Matcher form = PLAIN.matcher(entry);
        if (!form.matches()) {
            form = BRACKETED.matcher(entry);
        }
        boolean split = form.matches();
        // Several colons without brackets: an IPv6 address or block, which has no port then.
        String host = split ? form.group(1) : entry;
        String port = split ? form.group(2) : null;
        if (host.contains("/")) {
            return new Allowance(Optional.empty(), Optional.of(block(host)), port(port));
        }
        HostName parsed = HostName.parse(host);
        return parsed.literal().isPresent()
                ? new Allowance(Optional.empty(), parsed.literal().map(AddressRange::of), port(port))
                : new Allowance(Optional.of(parsed.text()), Optional.empty(), port(port));
    }

    private static AddressRange block(String text) {
        return AddressRange.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "a block is an IP address and a number of its bits, such as 10.0.0.0/8"));
    }

    private static int port(String written) {
        int port = written == null ? 0 : Integer.parseInt(written);
        if (written != null && (port < 1 || port > HIGHEST_PORT)) {
            throw new IllegalArgumentException("a port is a number from 1 to " + HIGHEST_PORT);
        }
        return port;
    }

    boolean names(HostName host, int calledPort) {
        return name.isPresent() && name.get().equals(host.text()) && opens(calledPort);
    }

    boolean holds(InetAddress address, int calledPort) {
        return addresses.isPresent() && addresses.get().contains(address) && opens(calledPort);
    }

    private boolean opens(int calledPort) {
        return port == 0 || port == calledPort;
    }
}
