package io.aiworkflow.egress;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** A block of IP addresses such as {@code 10.0.0.0/8}; a single address is a block too. */
final class AddressRange {
    private final byte[] network;
    private final int prefix;

    private AddressRange(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /** @throws IllegalArgumentException when it is neither an IP address nor a block */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] network = HostName.parse(slash < 0 ? text : text.substring(0, slash))
                .literal()
                .orElseThrow(() -> new IllegalArgumentException("a block begins with an IP address"))
                .getAddress();
        int bits = network.length * 8;
        String length = slash < 0 ? String.valueOf(bits) : text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > bits) {
            throw new IllegalArgumentException("a block ends with a number of bits, here 0 to " + bits);
        }
        return new AddressRange(network, Integer.parseInt(length));
    }

    static List<AddressRange> of(String... blocks) {
        return Arrays.stream(blocks).map(AddressRange::parse).toList();
    }

    boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    private boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int whole = prefix / 8;
        if (!Arrays.equals(address, 0, whole, network, 0, whole)) {
            return false;
        }
        int rest = prefix % 8;
        return rest == 0 || (address[whole] ^ network[whole]) >> (8 - rest) == 0;
    }
}
