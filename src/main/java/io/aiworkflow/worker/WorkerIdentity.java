package io.aiworkflow.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Who this process is among the workers. Each start is a new worker. */
@Component
class WorkerIdentity {
    private final UUID id = UUID.randomUUID();
    private final String host = hostName() + "/" + ProcessHandle.current().pid();

    UUID id() {
        return id;
    }

    /** Host name and process id. */
    String host() {
        return host;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
