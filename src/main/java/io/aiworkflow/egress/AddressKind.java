package io.aiworkflow.egress;

import io.aiworkflow.platform.AddressRange;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** How far an IP address reaches, which decides who has to allow that a route calls it. */
enum AddressKind {
    /** It is on the internet: everybody may call it. */
    PUBLIC,
    /** It is this machine, or in a network that only its owner reaches: allowed by the host's name or the address. */
    INTERNAL,
    /**
     * No name should ever lead to it: a cloud's metadata, link-local, multicast, documentation, another address in
     * disguise. Allowed by the address only, so that whoever controls a name cannot lead there.
     */
    RESERVED;

    private static final List<AddressRange> RESERVED_BLOCKS = blocks(
            "0.0.0.0/8",
            "100.100.100.200", // metadata of Alibaba Cloud
            "168.63.129.16", // the host of a virtual machine in Azure
            "169.254.0.0/16", // link-local, with most clouds' metadata
            "192.0.0.0/24", // protocol assignments, with the metadata of Oracle Cloud Classic
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "2001::/23", // protocol assignments: Teredo, benchmarking, ORCHID
            "2001:db8::/32",
            "2002::/16", // 6to4
            "3fff::/20",
            "fd00:ec2::/32", // metadata of AWS
            "fd00:c1::a9fe:a9fe", // metadata of Oracle Cloud
            "fd00:42::42", // metadata of Scaleway
            "fd20:ce::254"); // metadata of Google Cloud

    private static final List<AddressRange> INTERNAL_BLOCKS =
            blocks("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7");

    /** How hosts that have IPv4 only are reached from networks that have IPv6 only. */
    private static final AddressRange TRANSLATED = block("64:ff9b::/96");

    private static final AddressRange GLOBAL_IPV6 = block("2000::/3");

    static AddressKind of(InetAddress address) {
        if (isIn(RESERVED_BLOCKS, address)) {
            return RESERVED;
        }
        if (isIn(INTERNAL_BLOCKS, address)) {
            return INTERNAL;
        }
        if (address instanceof Inet4Address) {
            return PUBLIC;
        }
        if (TRANSLATED.contains(address)) {
            return of(lastFourBytes(address)) == PUBLIC ? PUBLIC : RESERVED;
        }
        return GLOBAL_IPV6.contains(address) && !isIsatap(address) ? PUBLIC : RESERVED;
    }

    private static AddressRange block(String text) {
        return AddressRange.parse(text).orElseThrow();
    }

    private static List<AddressRange> blocks(String... texts) {
        return Arrays.stream(texts).map(AddressKind::block).toList();
    }

    private static boolean isIn(List<AddressRange> blocks, InetAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    /** The second half of such an address says that the packet goes to an IPv4 address. */
    private static boolean isIsatap(InetAddress address) {
        byte[] bytes = address.getAddress();
        return (bytes[8] & ~2) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == (byte) 0xFE;
    }

    private static InetAddress lastFourBytes(InetAddress address) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an IPv4 address", e);
        }
    }
}
