package io.aiworkflow.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestLogin;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Documents of 500 MB, in each way that one can be handed in: refused long before all of it was read. */
@EngineTest
class HugeDocumentsIT {
    private static final long HUGE = 500_000_000L;
    /** The limit, and what fits into buffers on the way. */
    private static final long MOST_TAKEN = 25L * 1024 * 1024 + 16_000_000;

    private static final byte[] PIECE = "words ".repeat(8192).getBytes(StandardCharsets.US_ASCII);
    private static final String FORM_HEAD =
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"huge.txt\"\r\n\r\n";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient database;

    private EngineClient engine;

    @BeforeEach
    void connect() {
        engine = new EngineClient(port);
    }

    @Test
    void aLengthThatIsTooLargeIsRefusedBeforeTheDocumentComes() throws IOException {
        try (Socket socket = open("Content-Length: " + HUGE + "\r\n")) {
            assertRefused(answer(socket));
        }
        assertUnharmed();
    }

    @Test
    void aDocumentWithoutALengthIsCutOffAtTheLimit() throws IOException {
        long sent = 0;
        try (Socket socket = open("Transfer-Encoding: chunked\r\n")) {
            OutputStream out = socket.getOutputStream();
            try {
                chunk(out, FORM_HEAD.getBytes(StandardCharsets.US_ASCII));
                for (; sent < HUGE && socket.getInputStream().available() == 0; sent += PIECE.length) {
                    chunk(out, PIECE);
                }
            } catch (IOException e) {
                // The engine has answered and closed the connection.
            }
            assertThat(sent).isLessThan(MOST_TAKEN);
            String answer = answer(socket);
            // What was still under way may have reset the connection before the answer was read.
            if (!answer.isEmpty()) {
                assertRefused(answer);
            }
        }
        assertUnharmed();
    }

    @Test
    void aDocumentAtAnAddressIsGivenUpAtTheLimit() throws IOException {
        AtomicLong sent = new AtomicLong();
        HttpServer outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        outside.createContext("/huge.txt", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (sent.get() < HUGE) {
                    out.write(PIECE);
                    sent.addAndGet(PIECE.length);
                }
            }
        });
        outside.start();
        try {
            Answer refused = engine.post(
                    "/api/v1/documents",
                    "{\"url\":\"http://127.0.0.1:%d/huge.txt\",\"collection\":\"huge\"}"
                            .formatted(outside.getAddress().getPort()));
            assertThat(refused.status()).as(refused.body()).isEqualTo(413);
            assertThat(refused.json().path("code").asText()).isEqualTo("PAYLOAD_TOO_LARGE");
            assertThat(sent.get()).isLessThan(MOST_TAKEN);
        } finally {
            outside.stop(0);
        }
        assertUnharmed();
    }

    private Socket open(String header) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        String head = "POST /api/v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: "
                + TestLogin.authorization(port) + "\r\nContent-Type: multipart/form-data; boundary=b\r\n" + header
                + "Connection: close\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void chunk(OutputStream out, byte[] content) throws IOException {
        out.write((Integer.toHexString(content.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(content);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static String answer(Socket socket) {
        StringBuilder answer = new StringBuilder();
        try {
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                answer.append((char) next);
            }
        } catch (IOException e) {
            // A reset after the answer: what has come is the answer.
        }
        return answer.toString();
    }

    private static void assertRefused(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 413").contains("PAYLOAD_TOO_LARGE");
    }

    private void assertUnharmed() {
        assertThat(engine.get("/api/v1/health").status()).isEqualTo(200);
        assertThat(engine.run("no-op", "1").status()).isEqualTo(200);
        assertThat(database.sql("select count(*) from document where name = 'huge.txt'")
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
