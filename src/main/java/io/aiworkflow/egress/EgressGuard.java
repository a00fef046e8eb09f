package io.aiworkflow.egress;

import io.aiworkflow.platform.StartRefused;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Decides to which addresses the calls of routes may be connected. Whoever asks must connect to the addresses that it
 * gives and to no others: looked up again, a name may have changed.
 */
@Component
class EgressGuard {
    private static final Logger LOG = LoggerFactory.getLogger(EgressGuard.class);

    /** Under these names a cloud gives its credentials to whoever asks. */
    private static final Set<String> METADATA_NAMES = Set.of(
            "instance-data",
            "instance-data.ec2.internal",
            "metadata",
            "metadata.goog",
            "metadata.google.internal",
            "metadata.tencentyun.com");

    private final List<Allowance> allowances;
    private final Network network;

    EgressGuard(EgressProperties properties, Network network) {
        this.allowances = properties.allow().stream()
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .map(EgressGuard::allowance)
                .toList();
        this.network = network;
    }

    private static Allowance allowance(String entry) {
        try {
            return Allowance.parse(entry);
        } catch (IllegalArgumentException e) {
            throw new StartRefused(
                    "engine.egress.allow (ENGINE_EGRESS_ALLOW) holds '%s', which cannot be used: %s."
                            .formatted(entry, e.getMessage()),
                    "Write hosts, IP addresses or blocks, for example erp.internal:8443,10.1.0.0/16,[fd00::1]:80.");
        }
    }

    /**
     * Looks the host up once.
     *
     * @return every address of the host, each of which may be called
     * @throws EgressRefused when one of them may not
     * @throws UnknownHostException when there is no such host
     */
    List<InetAddress> addresses(String host, int port) throws UnknownHostException {
        HostName name = hostName(host);
        boolean named = allowances.stream().anyMatch(allowance -> allowance.names(name, port));
        if (METADATA_NAMES.contains(name.text()) && !named) {
            LOG.warn("A route was kept from calling {}, a name of a cloud's metadata", name.with(port));
            throw EgressRefused.notPublic(name.with(port));
        }
        List<InetAddress> addresses =
                name.literal().isPresent() ? List.of(name.literal().get()) : network.addresses(name.text());
        for (InetAddress address : addresses) {
            AddressKind kind = kind(address);
            boolean allowed = kind == AddressKind.PUBLIC
                    || kind == AddressKind.INTERNAL && named
                    || allowances.stream().anyMatch(allowance -> allowance.holds(address, port));
            if (!allowed) {
                LOG.warn(
                        "A route was kept from calling {}: the address {} is {}",
                        name.with(port),
                        address.getHostAddress(),
                        kind == AddressKind.INTERNAL ? "internal" : "reserved");
                throw EgressRefused.notPublic(name.with(port));
            }
        }
        return addresses;
    }

    private static HostName hostName(String host) {
        try {
            return HostName.parse(host);
        } catch (IllegalArgumentException e) {
            throw EgressRefused.unusual(host);
        }
    }

    /** A public address of this machine leads to its own services, also to those that a firewall keeps from others. */
    private AddressKind kind(InetAddress address) {
        AddressKind kind = AddressKind.of(address);
        return kind == AddressKind.PUBLIC && network.isOwn(address) ? AddressKind.INTERNAL : kind;
    }
}
