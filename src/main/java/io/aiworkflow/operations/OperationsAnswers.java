package io.aiworkflow.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.platform.EngineVersion;
import java.lang.management.ManagementFactory;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** Puts health and status into HTTP answers. */
@Component
class OperationsAnswers {
    private static final String NAME = "AI Workflow Engine";

    private final EngineHealth health;
    private final EngineVersion version;
    private final ObjectMapper json;

    OperationsAnswers(EngineHealth health, EngineVersion version, ObjectMapper json) {
        this.health = health;
        this.version = version;
        this.json = json;
    }

    void health(Exchange exchange) throws JsonProcessingException {
        HealthReport report = health.report();
        answer(exchange, report.isOk() ? 200 : 503, report);
    }

    /** Always 200: the question was answered, whatever the answer is. */
    void status(Exchange exchange) throws JsonProcessingException {
        long uptime = ManagementFactory.getRuntimeMXBean().getUptime() / 1000;
        answer(exchange, 200, new EngineStatus(health.report().status(), NAME, version.toString(), uptime));
    }

    private void answer(Exchange exchange, int httpStatus, Object body) throws JsonProcessingException {
        Message answer = exchange.getMessage();
        // What came in with the request must not go out with the answer.
        answer.removeHeaders("*");
        answer.setHeader(Exchange.HTTP_RESPONSE_CODE, httpStatus);
        if (httpStatus == 503) {
            answer.setHeader(Problem.RETRY_AFTER, "3");
        }
        answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
        answer.setBody(json.writeValueAsString(body));
    }
}
