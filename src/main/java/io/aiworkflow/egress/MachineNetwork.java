package io.aiworkflow.egress;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The network as the operating system shows it. */
@Component
class MachineNetwork implements Network {
    private static final Logger LOG = LoggerFactory.getLogger(MachineNetwork.class);

    @Override
    public List<InetAddress> addresses(String name) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(name));
    }

    @Override
    public boolean isOwn(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            LOG.debug("The addresses of this machine could not be read", e);
            return true;
        }
    }
}
