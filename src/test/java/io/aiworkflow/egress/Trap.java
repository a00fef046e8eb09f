package io.aiworkflow.egress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/** Listens on one port of every address of this machine, and counts who comes. */
final class Trap implements AutoCloseable {
    private static final int TRIES = 50;

    private final List<ServerSocket> sockets = new ArrayList<>();
    private final List<InetAddress> addresses;
    private final Set<SocketAddress> visitors = ConcurrentHashMap.newKeySet();
    private final Set<SocketAddress> witnesses = new HashSet<>();

    Trap() {
        addresses = ownAddresses();
        for (int i = 0; i < TRIES && sockets.isEmpty(); i++) {
            open();
        }
        if (sockets.isEmpty()) {
            throw new IllegalStateException("no port is free on all of " + addresses);
        }
        sockets.forEach(this::accept);
    }

    int port() {
        return sockets.get(0).getLocalPort();
    }

    /**
     * How many have come so far. Connections are taken in the order in which they are made, so that after one of our own
     * none of the others can be missing.
     */
    int caught() {
        for (ServerSocket socket : sockets) {
            try (Socket witness = new Socket(socket.getInetAddress(), port())) {
                SocketAddress own = witness.getLocalSocketAddress();
                witnesses.add(own);
                Awaitility.await().until(() -> visitors.contains(own));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return visitors.size() - witnesses.size();
    }

    /** An address other than loopback if the machine has one, as it stands in a URL. */
    String ownAddress() {
        InetAddress own = addresses.stream()
                .filter(address -> !address.isLoopbackAddress() && !(address instanceof Inet6Address))
                .findFirst()
                .orElse(addresses.get(0));
        return own.getHostAddress();
    }

    private static List<InetAddress> ownAddresses() {
        try {
            List<InetAddress> all = new ArrayList<>(NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList());
            all.sort((a, b) -> Boolean.compare(b.isLoopbackAddress(), a.isLoopbackAddress()));
            return all;
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open() {
        int port = 0;
        try {
            for (InetAddress address : addresses) {
                ServerSocket socket = new ServerSocket();
                sockets.add(socket);
                socket.bind(new InetSocketAddress(address, port));
                port = socket.getLocalPort();
            }
        } catch (IOException e) {
            close();
            sockets.clear();
        }
    }

    private void accept(ServerSocket socket) {
        Thread thread = new Thread(
                () -> {
                    while (!socket.isClosed()) {
                        try (Socket visitor = socket.accept()) {
                            visitors.add(visitor.getRemoteSocketAddress());
                        } catch (IOException e) {
                            return;
                        }
                    }
                },
                "trap");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        for (ServerSocket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
