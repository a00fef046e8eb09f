package io.aiworkflow.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.MessageValues;
import io.aiworkflow.platform.StrictJson;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Sends the body as input to a sub-run and takes its result, or only its id, as body. */
class WorkflowProducer extends DefaultProducer {
    private final WorkflowEndpoint endpoint;

    WorkflowProducer(WorkflowEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        SubRuns subRuns = endpoint.getComponent().subRuns();
        JsonNode input = MessageValues.toJson(exchange.getMessage().getBody());
        if (endpoint.isWait()) {
            JsonNode result = subRuns.call(exchange, endpoint.getName(), input);
            exchange.getMessage().setBody(StrictJson.toJava(result));
        } else {
            exchange.getMessage().setBody(subRuns.start(exchange, endpoint.getName(), input));
        }
    }
}
