package io.aiworkflow.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.platform.CallerRights;
import io.aiworkflow.platform.EngineVersion;
import io.aiworkflow.platform.UserRole;
import java.lang.management.ManagementFactory;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** Puts health and status into HTTP answers. */
@Component
class OperationsAnswers {
    private static final String NAME = "AI Workflow Engine";

    private final EngineHealth health;
    private final Liveness liveness;
    private final Readiness readiness;
    private final CallerRights rights;
    private final EngineVersion version;
    private final ObjectMapper json;

    OperationsAnswers(
            EngineHealth health,
            Liveness liveness,
            Readiness readiness,
            CallerRights rights,
            EngineVersion version,
            ObjectMapper json) {
        this.health = health;
        this.liveness = liveness;
        this.readiness = readiness;
        this.rights = rights;
        this.version = version;
        this.json = json;
    }

    /** Whoever may not see details is not refused: probes and people ask at the same address. */
    void health(Exchange exchange) throws JsonProcessingException {
        boolean full = exchange.getMessage().getHeader("full") != null && rights.has(UserRole.OPERATOR);
        HealthReport report = health.report();
        answer(exchange, report.isOk() ? 200 : 503, full ? report : report.coarse());
    }

    void liveness(Exchange exchange) throws JsonProcessingException {
        answer(exchange, liveness.isAlive() ? 200 : 503, liveness.state());
    }

    void readiness(Exchange exchange) throws JsonProcessingException {
        Readiness.State state = readiness.state();
        answer(exchange, state.isOk() ? 200 : 503, state);
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
