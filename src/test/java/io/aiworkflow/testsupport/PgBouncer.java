package io.aiworkflow.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * PgBouncer in transaction pooling in front of a PostgreSQL server of the tests, with two server connections for each
 * database. It refuses to run as root, so a root user starts it as nobody.
 */
public final class PgBouncer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SETTINGS = """
            [databases]
            * = host=127.0.0.1 port=%d
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = trust
            auth_file = %s
            pool_mode = transaction
            default_pool_size = 2
            max_client_conn = 2000
            ignore_startup_parameters = extra_float_digits,options
            query_wait_timeout = 10
            server_login_retry = 1
            server_idle_timeout = 20
            log_connections = 0
            log_disconnections = 0
            """;

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program, if it is installed. */
    public static Optional<Path> program() {
        return Programs.find("pgbouncer");
    }

    /** Starts it; it ends with this JVM at the latest. */
    public static PgBouncer before(int postgresPort) {
        Path program = program()
                .orElseThrow(() -> new IllegalStateException(
                        "there is no pgbouncer on this machine; install Debian's package of that name"));
        try {
            int port = FreePorts.next();
            // Whoever it runs as must be able to read the file.
            Path directory = Files.createTempDirectory(
                    "pgbouncer", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            Path users = Files.writeString(directory.resolve("users.txt"), "\"postgres\" \"\"\n");
            Path settings = Files.writeString(
                    directory.resolve("pgbouncer.ini"), SETTINGS.formatted(postgresPort, port, users));
            Path log = Files.createDirectories(Path.of("target")).resolve("pgbouncer.log");
            Process process = new ProcessBuilder(command(program, settings))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            ShutdownOrder.afterTheEngines(process::destroy);
            PgBouncer started = new PgBouncer(process, port);
            Awaitility.await("PgBouncer, see " + log).atMost(PATIENCE).until(started::listens);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** The address of a database behind it, as a test uses it that knows nothing of the engine's settings. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres&prepareThreshold=0".formatted(port, database);
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static List<String> command(Path program, Path settings) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.addAll(List.of(program.toString(), settings.toString()));
        return command;
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException("PgBouncer ended with " + process.exitValue());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
