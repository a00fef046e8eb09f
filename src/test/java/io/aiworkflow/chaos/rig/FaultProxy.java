package io.aiworkflow.chaos.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between two processes and spoils their connection in the way that is set. It counts how often a fault really
 * struck.
 */
public final class FaultProxy implements AutoCloseable {
    /** What happens to bytes on their way. */
    public enum Toxic {
        NONE,
        /** Each piece is late. */
        LATENCY,
        /** Nothing arrives, and nobody is told. A connection that has lost something stays dead when others heal. */
        BLACK_HOLE,
        /** The connection is reset at the next piece. */
        RESET,
        /** The connection is closed when this many bytes of an answer have passed. */
        CUT
    }

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong hits = new AtomicLong();
    private volatile Toxic toxic = Toxic.NONE;
    private volatile long amount;

    /** @param target the port on the loopback address to which connections go */
    public FaultProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public void heal() {
        toxic = Toxic.NONE;
    }

    public void delay(Duration latency) {
        amount = latency.toMillis();
        toxic = Toxic.LATENCY;
    }

    public void swallow() {
        toxic = Toxic.BLACK_HOLE;
    }

    public void reset() {
        toxic = Toxic.RESET;
    }

    /** @param bytes of an answer that still pass */
    public void cutAfter(long bytes) {
        amount = bytes;
        toxic = Toxic.CUT;
    }

    /** How often a fault struck. */
    public long hits() {
        return hits.get();
    }

    /** Ends all connections at once. */
    public void resetAll() {
        sockets.forEach(socket -> {
            hits.incrementAndGet();
            abort(socket);
        });
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(FaultProxy::abort);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(upstream);
                daemon(() -> pump(client, upstream, false));
                daemon(() -> pump(upstream, client, true));
            } catch (IOException e) {
                Waiting.pause(Duration.ofMillis(10));
            }
        }
    }

    private void pump(Socket from, Socket to, boolean answer) {
        byte[] piece = new byte[16_384];
        long passed = 0;
        boolean lost = false;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                lost |= toxic == Toxic.BLACK_HOLE;
                int allowed = lost ? swallowed() : spoil(read, passed, answer);
                if (allowed < 0) {
                    abort(from);
                    abort(to);
                    return;
                }
                out.write(piece, 0, allowed);
                out.flush();
                passed += allowed;
                if (allowed < read && toxic == Toxic.CUT) {
                    return;
                }
            }
        } catch (IOException e) {
            // Either side has gone; the other is closed with it.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private int swallowed() {
        hits.incrementAndGet();
        return 0;
    }

    /** How much of a piece passes; -1 for a reset. */
    private int spoil(int read, long passed, boolean answer) {
        switch (toxic) {
            case LATENCY -> {
                hits.incrementAndGet();
                Waiting.pause(Duration.ofMillis(amount));
                return read;
            }
            case RESET -> {
                hits.incrementAndGet();
                return -1;
            }
            case CUT -> {
                if (!answer || passed + read <= amount) {
                    return read;
                }
                hits.incrementAndGet();
                return (int) Math.max(0, amount - passed);
            }
            default -> {
                return read;
            }
        }
    }

    private static void abort(Socket socket) {
        try {
            // Zero lingering sends a reset instead of an orderly end.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
