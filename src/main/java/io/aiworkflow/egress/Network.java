package io.aiworkflow.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** What this machine knows of the network that it is in. */
interface Network {
    /** Looks a name up. */
    List<InetAddress> addresses(String name) throws UnknownHostException;

    /** Whether the address is one of this machine's own. */
    boolean isOwn(InetAddress address);
}
