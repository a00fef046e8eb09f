package io.aiworkflow.platform;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One IP address or all of a network. It is read from literals only and never looked up; an IPv4 address in the clothes
 * of IPv6 is an IPv4 address.
 *
 * @param bits of an address: 32 or 128
 * @param first the lowest address as a number
 * @param prefix how many of its first bits count
 */
public record AddressRange(int bits, BigInteger first, int prefix) {
    private static final int V4_BITS = 32;
    private static final int V6_BITS = 128;
    private static final Pattern V4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-f:][0-9a-f:.]{1,44}", Pattern.CASE_INSENSITIVE);
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

    /** Who has one of these addresses has them all: the network of one customer. */
    private static final int V6_NEIGHBOURS = 64;

    /** An address or {@code ADDRESS/PREFIX}; empty for anything else. */
    public static Optional<AddressRange> parse(String text) {
        if (text == null) {
            return Optional.empty();
        }
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        return literal(host).flatMap(address -> {
            int bits = address.length * Byte.SIZE;
            if (slash < 0) {
                return Optional.of(of(address, bits));
            }
            String length = text.substring(slash + 1);
            if (!PREFIX.matcher(length).matches()) {
                return Optional.empty();
            }
            // The prefix of an IPv4 address that was written as IPv6 counts the 96 bits before it.
            boolean mapped = bits == V4_BITS && host.contains(":");
            int prefix = Integer.parseInt(length) - (mapped ? V6_BITS - V4_BITS : 0);
            return prefix < 0 || prefix > bits ? Optional.empty() : Optional.of(of(address, prefix));
        });
    }

    /** This address alone. */
    public static AddressRange of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return of(bytes, bytes.length * Byte.SIZE);
    }

    /** What counts as one sender: an IPv4 address, or the network of an IPv6 address. */
    public static String sender(String address) {
        return parse(address)
                .map(range -> range.bits == V6_BITS ? range.widen(V6_NEIGHBOURS).toString() : range.host())
                .orElse("unknown");
    }

    /** The range with this prefix that this one lies in. */
    public AddressRange widen(int shorter) {
        int length = Math.min(shorter, prefix);
        int free = bits - length;
        return new AddressRange(bits, first.shiftRight(free).shiftLeft(free), length);
    }

    public boolean contains(AddressRange other) {
        return bits == other.bits
                && prefix <= other.prefix
                && other.widen(prefix).equals(this);
    }

    public boolean contains(InetAddress address) {
        return contains(of(address));
    }

    /** In the form that PostgreSQL's cidr reads and writes. */
    @Override
    public String toString() {
        return host() + "/" + prefix;
    }

    private String host() {
        byte[] address = new byte[bits / Byte.SIZE];
        byte[] number = first.toByteArray();
        int length = Math.min(number.length, address.length);
        System.arraycopy(number, number.length - length, address, address.length - length, length);
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static AddressRange of(byte[] address, int prefix) {
        int bits = address.length * Byte.SIZE;
        return new AddressRange(bits, new BigInteger(1, address), bits).widen(prefix);
    }

    private static Optional<byte[]> literal(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        int zone = bare.indexOf('%');
        String address = zone < 0 ? bare : bare.substring(0, zone);
        boolean known = V4.matcher(address).matches()
                ? Stream.of(address.split("\\.")).allMatch(part -> Integer.parseInt(part) <= 255)
                : address.contains(":") && V6.matcher(address).matches();
        try {
            // With these signs only, nothing is ever looked up.
            return known ? Optional.of(InetAddress.getByName(address).getAddress()) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
