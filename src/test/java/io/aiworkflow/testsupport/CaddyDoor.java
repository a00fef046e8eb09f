package io.aiworkflow.testsupport;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Debian's Caddy with the Caddyfile of this repository in front of an engine of the tests. Only the ports differ, and
 * Caddy's own door for settings, which is one for the whole machine, stays shut.
 */
public final class CaddyDoor implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final int port;

    private CaddyDoor(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program, if it is installed. */
    public static Optional<Path> program() {
        return Programs.find("caddy");
    }

    /**
     * Starts it.
     *
     * @param directory an empty folder for its settings, its certificates and its log
     * @param port where it takes HTTPS
     * @param enginePort where the engine takes HTTP, sooner or later
     */
    public static CaddyDoor open(Path directory, int port, int enginePort) {
        return start(directory, settings(directory, enginePort), port);
    }

    /** With its metrics at a port of their own, as monitoring has them. */
    public static CaddyDoor openWithMetrics(Path directory, int port, int enginePort, int metricsPort) {
        String file = replaced(
                replaced(
                        read(Path.of("monitoring/caddy/Caddyfile")),
                        "/etc/caddy/engine.caddy",
                        settings(directory, enginePort).toString()),
                "http://:9180",
                "http://127.0.0.1:" + metricsPort);
        return start(directory, write(directory.resolve("with-metrics.caddy"), file), port);
    }

    private static CaddyDoor start(Path directory, Path settings, int port) {
        Path log = directory.resolve("caddy.log");
        ProcessBuilder builder = new ProcessBuilder(
                        program().orElseThrow().toString(),
                        "run",
                        "--adapter",
                        "caddyfile",
                        "--config",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("DOMAIN", "localhost:" + port);
        builder.environment().put("XDG_DATA_HOME", directory.toString());
        builder.environment().put("XDG_CONFIG_HOME", directory.toString());
        try {
            CaddyDoor door = new CaddyDoor(builder.start(), port);
            await("Caddy, see " + log).atMost(PATIENCE).until(door::listens);
            return door;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path settings(Path directory, int enginePort) {
        String file = replaced(
                replaced(
                        read(Path.of("Caddyfile")),
                        "admin 127.0.0.1:2019",
                        "admin off\n\thttp_port %d".formatted(FreePorts.next())),
                "reverse_proxy 127.0.0.1:8000",
                "reverse_proxy 127.0.0.1:%d".formatted(enginePort));
        return write(directory.resolve("engine.caddy"), file);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its address for browsers, without a slash at the end. */
    public String url() {
        return "https://localhost:" + port;
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static String replaced(String text, String from, String to) {
        if (!text.contains(from)) {
            throw new IllegalStateException("the Caddyfile has no '%s' any more".formatted(from));
        }
        return text.replace(from, to);
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Caddy ended with " + process.exitValue());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
