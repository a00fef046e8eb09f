package io.aiworkflow.agent;

import com.fasterxml.jackson.databind.node.BooleanNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.model.ChatAnswer;
import io.aiworkflow.model.ChatRequest;
import io.aiworkflow.model.ChatRequests;
import io.aiworkflow.model.ModelGateway;
import io.aiworkflow.platform.KeptResults;
import io.aiworkflow.platform.OfferedToRoutes;
import io.aiworkflow.platform.WorkOrigin;
import io.aiworkflow.workflow.SubRuns;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * What the Kamelet {@code model-agent-action} calls: lets a model ask for workflows until it has an answer. Each answer of
 * the model is journalled and each call is a sub-run, so a resumed run goes on where it was.
 */
@Component("modelAgent")
@OfferedToRoutes
public class ModelAgent {
    private final ModelGateway gateway;
    private final ChatRequests requests;
    private final WorkflowCatalogue catalogue;
    private final SubRuns subRuns;
    private final KeptResults kept;
    private final WorkOrigin work;

    ModelAgent(
            ModelGateway gateway,
            ChatRequests requests,
            WorkflowCatalogue catalogue,
            SubRuns subRuns,
            KeptResults kept,
            WorkOrigin work) {
        this.gateway = gateway;
        this.requests = requests;
        this.catalogue = catalogue;
        this.subRuns = subRuns;
        this.kept = kept;
        this.work = work;
    }

    /** @return {@code {answer, turns, calls}}; each call is {@code {tool, state, reason}} */
    public Map<String, Object> run(Exchange exchange) throws Exception {
        AgentTools tools;
        AgentBounds bounds;
        ChatRequest request;
        try {
            tools = new AgentTools(
                    names(exchange),
                    catalogue::require,
                    work.of(exchange).submitter().role());
            bounds = AgentBounds.take(exchange);
            request = requests.take(exchange).withTools(tools.definitions());
        } catch (IllegalArgumentException e) {
            throw new PermanentException(ErrorCode.WORKFLOW_FAILED, "model-agent-action: " + e.getMessage(), e);
        }
        return new AgentTurns(
                        request,
                        tools,
                        bounds,
                        (next, most, written) -> kept.once(exchange, "model-turn", () -> {
                            tools.requireAll();
                            return written.apply(ask(next, most).requireWhole());
                        }),
                        (workflow, input, until) -> subRuns.call(exchange, workflow, input, until),
                        question -> kept.once(
                                        exchange, "model-call-late", () -> BooleanNode.valueOf(question.getAsBoolean()))
                                .booleanValue(),
                        Clock.systemUTC())
                .answer();
    }

    private ChatAnswer ask(ChatRequest request, Optional<Duration> most) {
        return most.flatMap(time -> gateway.chatWithin(request, time))
                .orElseGet(() -> gateway.chat(most.isEmpty() ? request : request.withTools(List.of())));
    }

    private static List<String> names(Exchange exchange) {
        List<String> names = Arrays.stream(
                        String.valueOf(exchange.removeProperty("agent.tools")).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        if (names.isEmpty()) {
            throw new IllegalArgumentException("'tools' names no workflow");
        }
        return names;
    }
}
