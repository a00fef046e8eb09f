package io.aiworkflow.platform.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.RawHttp;
import io.aiworkflow.testsupport.TestLogin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** Requests that cost more than they should, as one attacker could send them. */
@EngineTest
@Import(CallerDoor.class)
class RequestLimitsIT {
    private static final String SUBMIT =
            "POST /api/v1/workflows/no-op/runs HTTP/1.1\r\nHost: x\r\n" + "Content-Type: application/json\r\n";
    private static final long GIGABYTE = 1L << 30;
    private static final long MOST_HEAP = 64L << 20;
    private static final Duration SOON = Duration.ofSeconds(10);

    @LocalServerPort
    int port;

    private long heapBefore;

    @BeforeEach
    void measure() {
        new EngineClient(port).run("no-op", "1");
        heapBefore = heap();
    }

    @AfterEach
    void theHeapHasNotGrownAndTheEngineWorks() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(heap() - heapBefore).isLessThan(MOST_HEAP));
        assertThat(new EngineClient(port).run("no-op", "1").status()).isEqualTo(200);
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void aGigabyteIsRefusedBeforeItHasCome() throws IOException {
        Flood flood = flood(SUBMIT + "Content-Length: " + GIGABYTE + "\r\n\r\n", new byte[64 * 1024], GIGABYTE);
        assertThat(flood.status()).isEqualTo(413);
        assertThat(flood.answer()).contains("PAYLOAD_TOO_LARGE");
        assertThat(flood.sent()).isLessThan(MOST_HEAP);
        assertThat(flood.took()).isLessThan(SOON);
    }

    @Test
    void soIsAGigabyteInPieces() throws IOException {
        byte[] piece = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        Flood flood = flood(SUBMIT + "Transfer-Encoding: chunked\r\n\r\n", piece, GIGABYTE);
        assertThat(flood.status()).isEqualTo(413);
        assertThat(flood.sent()).isLessThan(MOST_HEAP);
        assertThat(flood.took()).isLessThan(SOON);
    }

    @Test
    void aPackedBodyIsNotUnpacked() throws IOException {
        byte[] bomb = bomb();
        assertThat(bomb.length).isBetween(900_000, 1_200_000);
        for (String packing : List.of("gzip", "deflate", "br", "gzip, gzip", "x-gzip")) {
            Flood flood = flood(
                    SUBMIT + "Content-Encoding: " + packing + "\r\nContent-Length: " + bomb.length + "\r\n\r\n",
                    bomb,
                    bomb.length);
            assertThat(flood.status()).as(packing).isEqualTo(415);
            assertThat(flood.answer()).contains("Accept-Encoding: identity");
            assertThat(flood.took()).isLessThan(SOON);
        }
        Flood transfer = flood(SUBMIT + "Transfer-Encoding: gzip, chunked\r\n\r\n", bomb, bomb.length);
        assertThat(transfer.status()).isEqualTo(501);
    }

    @Test
    void tooManyOrTooLongHeadersAreSaidToBeSo() throws IOException {
        for (String headers : List.of(
                "A: b\r\n".repeat(10_000),
                "A: b\r\n".repeat(101),
                "A: " + "x".repeat(20_000) + "\r\n",
                "A".repeat(20_000) + ": x\r\n",
                "Cookie: " + "a=b; ".repeat(4_000) + "\r\n")) {
            RawHttp.Answer answer = raw("GET /api/v1/runs HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
            assertThat(answer.status())
                    .as(headers.substring(0, 5) + headers.length())
                    .isEqualTo(431);
            assertThat(answer.body()).contains("\"status\":431", "HEADERS_TOO_LARGE");
        }
        assertThat(raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")
                        .status())
                .isEqualTo(431);
        assertThat(raw("GET /api/v1/runs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + login() + "A: b\r\n".repeat(96)
                                + "\r\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void deepJsonIsNotRead() throws IOException {
        for (String body : List.of(
                "[".repeat(10_000),
                "[".repeat(10_000) + "]".repeat(10_000),
                "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000),
                "[".repeat(65) + "]".repeat(65))) {
            for (String path : List.of("/api/v1/workflows/no-op/runs", "/intake/test/echo")) {
                RawHttp.Answer answer = raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                assertThat(answer.status()).as(path).isEqualTo(400);
                assertThat(answer.body()).contains("MALFORMED_JSON");
            }
        }
        String brackets = "{\"a\":\"" + "[{".repeat(100) + "\\\"\"}";
        assertThat(new EngineClient(port).submit("no-op", brackets).status()).isEqualTo(202);
    }

    @Test
    void methodsWithoutABodyTakeNone() throws IOException {
        for (String head : List.of(
                "GET /api/v1/runs HTTP/1.1\r\nContent-Length: 5\r\n",
                "DELETE /api/v1/runs HTTP/1.1\r\nTransfer-Encoding: chunked\r\n",
                "BREW / HTTP/1.1\r\nContent-Length: 5\r\n")) {
            RawHttp.Answer answer = raw(head + "Host: x\r\n\r\n");
            assertThat(answer.status()).as(head).isEqualTo(400);
            assertThat(answer.body()).contains("MALFORMED_REQUEST");
        }
    }

    @Test
    void twoHundredSlowCallersAreAnsweredInTimeAndHinderNobody() throws IOException {
        List<SlowCaller> heads = new ArrayList<>();
        List<SlowCaller> bodies = new ArrayList<>();
        EngineClient other = new EngineClient(port);
        try {
            for (int i = 0; i < 50; i++) {
                heads.add(new SlowCaller(port, "GET /api/v1/runs HTTP/1.1\r\nHost: x\r\nSlow: ", 'x'));
                heads.add(new SlowCaller(port, "G", i % 2 == 0 ? 'E' : 0));
                bodies.add(new SlowCaller(port, SUBMIT + "Content-Length: 1000000\r\n\r\n", ' '));
                bodies.add(new SlowCaller(
                        port, SUBMIT + "Content-Length: 1000000\r\n\r\n" + " ".repeat(500_000), (char) 0));
            }
            assertThat(heap() - heapBefore).as("heap while all of them hold on").isLessThan(MOST_HEAP);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        assertThat(other.get("/api/v1/health").status()).isEqualTo(200);
                        return heads.stream()
                                                .map(SlowCaller::dawdle)
                                                .filter(SlowCaller::isClosed)
                                                .count()
                                        == heads.size()
                                & bodies.stream()
                                                .map(SlowCaller::dawdle)
                                                .filter(SlowCaller::isClosed)
                                                .count()
                                        == bodies.size();
                    });
            assertThat(heads).allSatisfy(caller -> assertAnswered(caller));
            assertThat(bodies).allSatisfy(caller -> assertAnswered(caller));
        } finally {
            for (SlowCaller caller : heads) {
                caller.close();
            }
            for (SlowCaller caller : bodies) {
                caller.close();
            }
        }
    }

    private static void assertAnswered(SlowCaller caller) {
        assertThat(caller.status()).as(caller.text()).isEqualTo(408);
        assertThat(caller.text()).contains("REQUEST_TOO_SLOW", "Content-Security-Policy");
        // The test itself looks twice a second.
        assertThat(caller.answered()).isLessThan(SOON.plusSeconds(2));
    }

    @Test
    void aBodyThatComesInPiecesIsTakenAllTheSame() throws IOException {
        byte[] body = ("\"" + "ä".repeat(300_000) + "\"").getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            out.write((SUBMIT + login() + "Prefer: wait=20\r\nConnection: close\r\nContent-Length: " + body.length
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int from = 0; from < body.length; from += 100_000) {
                out.flush();
                Thread.onSpinWait();
                out.write(body, from, Math.min(100_000, body.length - from));
            }
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200").contains("ääää");
        }
    }

    @Test
    void aConnectionGoesOnAfterAWholeBodyThatWasRefused() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            String refused = "POST /api/v1/workflows/no-op/runs HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: 2\r\n\r\n{}";
            String last = "GET /public/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write((refused + last).getBytes(StandardCharsets.US_ASCII));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers).contains("HTTP/1.1 415", "HTTP/1.1 200");
        }
    }

    private String login() {
        return "Authorization: " + TestLogin.authorization(port) + "\r\n";
    }

    private RawHttp.Answer raw(String request) throws IOException {
        return RawHttp.send(port, request.getBytes(StandardCharsets.UTF_8), new byte[0]);
    }

    /** 64 times 16 MiB of zeros, packed one after the other. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(one)) {
            packed.write(new byte[16 << 20]);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 64; i++) {
            one.writeTo(all);
        }
        return all.toByteArray();
    }

    private record Flood(String answer, long sent, Duration took) {
        int status() {
            return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
        }
    }

    /** Sends as much as it is let, and reads the answer. */
    private Flood flood(String head, byte[] piece, long most) throws IOException {
        long begun = System.nanoTime();
        long sent = 0;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                while (sent < most) {
                    out.write(piece);
                    sent += piece.length;
                }
            } catch (IOException e) {
                // The engine has closed the connection; its answer may still be there.
            }
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(answer);
            } catch (IOException e) {
                // What has come is the answer.
            }
            return new Flood(
                    answer.toString(StandardCharsets.UTF_8), sent, Duration.ofNanos(System.nanoTime() - begun));
        }
    }
}
