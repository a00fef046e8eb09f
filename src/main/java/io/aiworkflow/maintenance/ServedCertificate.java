package io.aiworkflow.maintenance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Asks a server for the certificate that it shows to browsers, and reads when it ends. Nothing else is sent to it. */
final class ServedCertificate {
    private static final int TIME_LIMIT_MILLIS = 5000;
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private ServedCertificate() {}

    /**
     * @param name under which the server is asked
     * @param address {@code HOST:PORT}
     * @param patience how long a server is waited for that is just being started
     * @throws JobFailed when it shows none
     */
    static Expiry of(String name, String address, Duration patience) throws InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            try {
                return shown(name, address);
            } catch (IOException | GeneralSecurityException e) {
                if (System.nanoTime() - begin >= patience.toNanos()) {
                    throw new JobFailed("%s shows no certificate for %s: %s".formatted(address, name, e.getMessage()));
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    private static Expiry shown(String name, String address) throws IOException, GeneralSecurityException {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon);
        int port = Integer.parseInt(address.substring(colon + 1));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new ReadsOnly()}, null);
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), TIME_LIMIT_MILLIS);
            plain.setSoTimeout(TIME_LIMIT_MILLIS);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return Expiry.of(
                                "%s at %s".formatted(name, address),
                                List.of(socket.getSession().getPeerCertificates()))
                        .orElseThrow();
            }
        }
    }

    /** One that has ended, or is of an authority that only browsers know, is to be told about too. */
    private static final class ReadsOnly extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
