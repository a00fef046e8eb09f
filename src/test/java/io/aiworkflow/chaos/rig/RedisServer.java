package io.aiworkflow.chaos.rig;

import io.aiworkflow.testsupport.FreePorts;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis: the machine's own if there is one, else the one that comes with the tests. */
public final class RedisServer implements AutoCloseable {
    private static final Path OF_THE_MACHINE = Path.of("/usr/bin/redis-server");

    private final int port = FreePorts.next();
    private final redis.embedded.RedisServer server;

    public RedisServer(Path folder) {
        try {
            Files.createDirectories(folder);
            RedisServerBuilder builder = redis.embedded.RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("dir " + folder)
                    .setting("save \"\"");
            if (Files.isExecutable(OF_THE_MACHINE)) {
                File program = OF_THE_MACHINE.toFile();
                builder.executableProvider(() -> program);
            }
            server = builder.build();
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Forgets everything, as an operator's slip does. */
    public void flushAll() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
            if (!"+OK".equals(answer)) {
                throw new IllegalStateException("Redis answered FLUSHALL with " + answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
