package io.aiworkflow.platform.edge;

import io.aiworkflow.platform.ClientAddress;
import java.net.InetAddress;
import java.util.Optional;

/** A network of IP addresses, or a single address, as {@code 10.0.0.0/8} or {@code ::1}. */
record AddressRange(InetAddress network, int bits) {
    /** Empty when it is not one. */
    static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> network =
                ClientAddress.parse(slash < 0 ? text : text.substring(0, slash)).map(ClientAddress::address);
        if (network.isEmpty()) {
            return Optional.empty();
        }
        int most = network.get().getAddress().length * Byte.SIZE;
        String length = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > most) {
            return Optional.empty();
        }
        return Optional.of(new AddressRange(network.get(), Integer.parseInt(length)));
    }

    boolean contains(InetAddress address) {
        byte[] own = network.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if ((own[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }
}
