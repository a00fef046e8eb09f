package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/rotate-credentials.sh jwt} where it cannot do its work, before an engine that makes no keys. */
class RotateKeyFilesScriptTest {
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    private Path folder;

    private HttpServer engine;
    private volatile String source;

    @BeforeEach
    void start() throws IOException {
        engine = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        engine.createContext("/api/v1/admin/signing-keys", this::answer);
        engine.start();
    }

    @AfterEach
    void stop() {
        engine.stop(0);
    }

    @Test
    void theVariableIsLeftToWhoeverStartsTheEngine() throws Exception {
        source = "JWT_SECRET_KEY";
        assertThat(refused()).contains("JWT_SECRET_KEY", "jwt_1.txt", "In an emergency");
    }

    @Test
    void filesOfAnotherMachineAreNotGuessed() throws Exception {
        source = "/run/secrets/jwt_1.txt";
        assertThat(refused()).contains("was not found on this machine", "ENGINE_SECRETS_DIR");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileThatTheEngineDoesNotTakeUpIsRemoved() throws Exception {
        source = "/run/secrets/jwt_1.txt";
        Path known = Files.writeString(folder.resolve("jwt_1.txt"), "any\n");
        assertThat(refused()).contains("did not take up");
        assertThat(folder).isDirectoryContaining(known::equals).isDirectoryNotContaining(file -> !file.equals(known));
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        boolean asks = exchange.getRequestMethod().equals("GET");
        byte[] body = (asks
                        ? "{\"keys\":[{\"kid\":\"one\",\"source\":\"%s\",\"signs\":true}]}".formatted(source)
                        : "{\"code\":\"SIGNING_KEYS_ELSEWHERE\",\"detail\":\"elsewhere\"}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(asks ? 200 : 409, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String refused() throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("bash", "scripts/rotate-credentials.sh", "jwt").redirectErrorStream(true);
        builder.environment()
                .put("ENGINE_URL", "http://127.0.0.1:" + engine.getAddress().getPort());
        builder.environment().put("ENGINE_TOKEN", "awe_any");
        builder.environment().put("ENGINE_SECRETS_DIR", folder.toString());
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isEqualTo(1);
        return printed;
    }
}
