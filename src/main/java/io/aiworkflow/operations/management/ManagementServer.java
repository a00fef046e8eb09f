package io.aiworkflow.operations.management;

import com.sun.net.httpserver.HttpServer;
import io.aiworkflow.platform.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Listens on the management port with a server and threads of its own, so that it answers also while the engine starts,
 * stops, or has no request thread left. Callers' tokens and accounts are not known here.
 */
@Component
class ManagementServer implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
    private static final int THREADS = 3;
    private static final int BACKLOG = 16;
    private static final String LONGEST_REQUEST = "sun.net.httpserver.maxReqTime";

    private final ManagementProperties properties;
    private final ManagementDoors doors;
    private final int serverPort;
    private HttpServer server;
    private ExecutorService threads;

    ManagementServer(ManagementProperties properties, ManagementDoors doors, Environment environment) {
        this.properties = properties;
        this.doors = doors;
        this.serverPort = environment.getProperty("server.port", Integer.class, 0);
    }

    /** Before everything else starts, and until everything else has stopped. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }

    @Override
    public void start() {
        OptionalInt port = properties.number(serverPort);
        if (port.isPresent()) {
            open(port.getAsInt());
        }
    }

    @Override
    public void stop() {
        server.stop(0);
        threads.shutdownNow();
        server = null;
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    /** Empty when it does not listen. */
    OptionalInt port() {
        HttpServer listening = server;
        return listening == null
                ? OptionalInt.empty()
                : OptionalInt.of(listening.getAddress().getPort());
    }

    private void open(int port) {
        // In seconds; the server's own default has no end.
        if (System.getProperty(LONGEST_REQUEST) == null) {
            System.setProperty(LONGEST_REQUEST, "30");
        }
        HttpServer opened;
        try {
            opened = HttpServer.create(new InetSocketAddress(address(), port), BACKLOG);
        } catch (IOException e) {
            withoutPort(port, e);
            return;
        }
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "management");
            thread.setDaemon(true);
            return thread;
        });
        opened.setExecutor(threads);
        doors.openOn(opened);
        opened.start();
        server = opened;
        LOG.info(
                "Metrics and probes are at http://{}:{}",
                properties.address(),
                opened.getAddress().getPort());
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(properties.address());
        } catch (UnknownHostException e) {
            throw new StartRefused(
                    "ENGINE_MANAGEMENT_ADDRESS is '%s', which is no address.".formatted(properties.address()),
                    "Use an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all.",
                    e);
        }
    }

    private void withoutPort(int port, IOException failure) {
        if (!properties.isChosenByTheEngine()) {
            throw new StartRefused(
                    "The management port %d at %s cannot be opened: %s"
                            .formatted(port, properties.address(), failure.getMessage()),
                    "Stop what uses it, or set ENGINE_MANAGEMENT_PORT and ENGINE_MANAGEMENT_ADDRESS.",
                    failure);
        }
        LOG.warn(
                "The management port {} cannot be opened, so that there are no metrics and probes there; set ENGINE_MANAGEMENT_PORT: {}",
                port,
                failure.getMessage());
    }
}
