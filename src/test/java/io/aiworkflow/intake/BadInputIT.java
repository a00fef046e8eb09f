package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.intake.MalformedRequests.Malformed;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.RawHttp;
import io.aiworkflow.testsupport.TestWorkflows.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@EngineTest
class BadInputIT {
    @LocalServerPort
    int port;

    @Autowired
    Probe probe;

    EngineClient engine;

    @BeforeEach
    void connect() {
        engine = new EngineClient(port);
        probe.reset();
    }

    @Test
    void answersFiveHundredMalformedRequestsClearlyWhileARunGoesOn() throws IOException {
        CountDownLatch gate = probe.block("second");
        Answer running = engine.submit("three-steps", "{\"a\":1}");
        List<Malformed> requests = MalformedRequests.all();
        assertThat(requests).hasSizeGreaterThanOrEqualTo(500);
        SoftAssertions answers = new SoftAssertions();
        for (Malformed request : requests) {
            RawHttp.Answer answer =
                    RawHttp.send(port, request.method(), request.path(), request.headers(), request.body());
            answers.assertThat(answer.status())
                    .as("%s: %s", request, answer.body())
                    .isIn(request.statuses());
            if (answer.status() >= 400) {
                answers.assertThat(answer.head()).as("%s", request).containsIgnoringCase("application/problem+json");
                answers.assertThat(answer.body())
                        .as("%s", request)
                        .contains("\"code\":\"", "\"detail\":\"")
                        .doesNotContain("Exception", "at io.aiworkflow", "org.apache", "<html");
            }
        }
        answers.assertAll();
        gate.countDown();
        await().untilAsserted(() -> assertThat(engine.get(running.header("Location"))
                        .json()
                        .get("state")
                        .asText())
                .isEqualTo("succeeded"));
        assertThat(engine.run("text-statistics", "{\"text\":\"still here\"}").status())
                .isEqualTo(200);
    }

    @Test
    void answersBytesThatAreNotHttpWithoutFailing() throws IOException {
        for (String head : List.of(
                "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET /\r\n\r\n",
                "\r\n\r\nnonsense\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "POST /api/v1/runs HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /api/v1/runs HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
                "POST /api/v1/runs HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST /api/v1/runs HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\n\r\n",
                "POST /api/v1/workflows/no-op/runs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
                "TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n",
                "\u0016\u0003\u0001\u0000\u0005hello\r\n\r\n")) {
            RawHttp.Answer answer = RawHttp.send(port, head.getBytes(StandardCharsets.ISO_8859_1), new byte[0]);
            assertThat(answer.status()).as(head).isIn(0, 200, 400, 404, 405, 501, 505);
            assertThat(answer.body()).as(head).doesNotContain("Exception", "Apache Tomcat");
        }
    }

    @Test
    void namesEveryBrokenField() {
        Answer answer = engine.submit("text-statistics", "{\"text\":1,\"x/y\":2}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("errors").findValuesAsText("field")).containsExactlyInAnyOrder("/text", "/x~1y");
    }

    @Test
    void leadsTheSameKeyToTheSameRunAndRefusesAnotherBody() {
        Answer first = engine.submit("no-op", "{\"a\":1,\"b\":[2]}", "Idempotency-Key", "key-1");
        Answer again = engine.submit("no-op", "{ \"b\": [2], \"a\": 1 }", "Idempotency-Key", "key-1");
        Answer other = engine.submit("no-op", "{\"a\":2}", "Idempotency-Key", "key-1");
        assertThat(first.status()).isEqualTo(202);
        assertThat(again.json().get("id")).isEqualTo(first.json().get("id"));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().get("code").asText()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        Answer waited = engine.submit("no-op", "{\"a\":1,\"b\":[2]}", "Idempotency-Key", "key-1", "Prefer", "wait=20");
        assertThat(waited.status()).isEqualTo(200);
        assertThat(waited.json().get("id")).isEqualTo(first.json().get("id"));
    }
}
