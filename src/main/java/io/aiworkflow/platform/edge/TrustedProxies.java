package io.aiworkflow.platform.edge;

import io.aiworkflow.platform.AddressRange;
import io.aiworkflow.platform.ClientAddress;
import io.aiworkflow.platform.StartRefused;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whose word about a caller is taken. */
final class TrustedProxies {
    private static final String AUTO = "auto";
    private static final String LOOPBACK = "loopback";
    private static final String NONE = "none";

    private final boolean loopback;
    private final List<AddressRange> ranges;

    private TrustedProxies(boolean loopback, List<AddressRange> ranges) {
        this.loopback = loopback;
        this.ranges = List.copyOf(ranges);
    }

    /**
     * Reads the setting.
     *
     * @param boundTo the address that the engine listens on, or null for all. Where it listens on all, not everything
     *     that arrives from loopback comes from this machine: port forwarding of containers looks the same
     * @throws StartRefused when something in it is neither an address nor a network
     */
    static TrustedProxies of(List<String> setting, InetAddress boundTo) {
        boolean loopback = false;
        List<AddressRange> ranges = new ArrayList<>();
        for (String entry : setting) {
            switch (entry.strip()) {
                case AUTO -> loopback |= boundTo != null && boundTo.isLoopbackAddress();
                case LOOPBACK -> loopback = true;
                case NONE, "" -> {}
                default -> ranges.add(AddressRange.parse(entry.strip()).orElseThrow(() -> refused(entry)));
            }
        }
        return new TrustedProxies(loopback, ranges);
    }

    boolean trusts(ClientAddress address) {
        return loopback && address.address().isLoopbackAddress()
                || ranges.stream().anyMatch(range -> range.contains(address.address()));
    }

    /**
     * The caller at the far end of a chain of proxies: the first from the near end that is none of ours. Whatever stands
     * before it in the chain is its own word and does not count.
     *
     * @param peer the other end of the connection
     * @param chain what the proxies have noted, the nearest last; empty where one has noted no address
     */
    ClientAddress caller(ClientAddress peer, List<Optional<ClientAddress>> chain) {
        ClientAddress caller = peer;
        for (int i = chain.size() - 1; i >= 0 && trusts(caller); i--) {
            Optional<ClientAddress> before = chain.get(i);
            if (before.isEmpty()) {
                break;
            }
            caller = before.get();
        }
        return caller;
    }

    private static StartRefused refused(String entry) {
        return new StartRefused(
                "engine.web.trusted-proxies names '%s', which is neither an IP address nor a network.".formatted(entry),
                "Write addresses or networks such as 172.18.0.0/16 (names are not looked up), loopback, none, or auto.");
    }
}
