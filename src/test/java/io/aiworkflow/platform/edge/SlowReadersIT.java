package io.aiworkflow.platform.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Callers who ask for much and read nothing of it keep nobody else waiting. */
@EngineTest
class SlowReadersIT {
    private static final int READERS = 100;
    private static final int SMALL = 4096;

    /** More than the buffers of two sockets hold. */
    private static final String LARGE = "/webjars/swagger-ui/swagger-ui-bundle.js";

    @Test
    void othersAreServed(@LocalServerPort int port) throws IOException {
        EngineClient engine = new EngineClient(port);
        assertThat(engine.get(LARGE).body().length()).isGreaterThan(1_000_000);
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                Socket reader = new Socket();
                readers.add(reader);
                reader.setReceiveBufferSize(SMALL);
                reader.setSoTimeout(20_000);
                reader.connect(new InetSocketAddress("127.0.0.1", port));
                reader.getOutputStream()
                        .write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .formatted(LARGE)
                                .getBytes(StandardCharsets.US_ASCII));
                // The answer has begun.
                assertThat(reader.getInputStream().read()).isEqualTo('H');
            }
            for (int i = 0; i < 10; i++) {
                assertThat(engine.get("/api/v1/health").status()).isEqualTo(200);
                assertThat(engine.post("/api/v1/workflows/no-op/runs", "1").status())
                        .isEqualTo(202);
            }
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }
}
