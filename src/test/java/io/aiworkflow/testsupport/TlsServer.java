package io.aiworkflow.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server on this machine that shows a certificate of its own making, and does nothing else. */
public final class TlsServer implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final SSLServerSocket socket;
    private final List<String> names = new CopyOnWriteArrayList<>();

    private TlsServer(SSLServerSocket socket) {
        this.socket = socket;
    }

    /**
     * @param folder where its key is put
     * @param startDays when the certificate begins, in days from now
     * @param days for how long it counts
     */
    public static TlsServer start(Path folder, String name, int startDays, int days) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store(folder.resolve("server.p12"), name, startDays, days), PASSWORD);
        context.init(keys.getKeyManagers(), null, null);
        TlsServer server = new TlsServer((SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(server::serve, "tls-server");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** The names under which it was asked. */
    public List<String> namesAskedFor() {
        return names;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (SSLSocket client = (SSLSocket) socket.accept()) {
                handshake(client)
                        .getRequestedServerNames()
                        .forEach(name -> names.add(((SNIHostName) name).getAsciiName()));
                client.getInputStream().read();
            } catch (IOException e) {
                // The client went, or the server is closed.
            }
        }
    }

    private static ExtendedSSLSession handshake(SSLSocket client) throws IOException {
        client.startHandshake();
        return (ExtendedSSLSession) client.getSession();
    }

    private static KeyStore store(Path file, String name, int startDays, int days) throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=" + name,
                        "-startdate",
                        "%+dd".formatted(startDays),
                        "-validity",
                        String.valueOf(days),
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        String.valueOf(PASSWORD))
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool ended with " + process.exitValue());
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }
}
