package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.Problem;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one REST operation and writes its reply, or the problem document of its failure, as the response. */
class RestAnswer implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(RestAnswer.class);

    private final Operation operation;
    private final ObjectMapper json;

    RestAnswer(Operation operation, ObjectMapper json) {
        this.operation = operation;
        this.json = json;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        String path = message.getHeader(Exchange.HTTP_PATH, String.class);
        Reply reply = reply(exchange, path);
        message.removeHeaders("*");
        reply.headers().forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, reply.status());
        message.setHeader(
                Exchange.CONTENT_TYPE,
                reply.body() instanceof Problem ? "application/problem+json" : "application/json");
        message.setBody(json.writeValueAsBytes(reply.body()));
    }

    private Reply reply(Exchange exchange, String path) throws InterruptedException {
        try {
            return operation.answer(exchange.getMessage());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            Problem problem = Problem.of(e, path);
            if (problem.status() == 500) {
                LOG.error("The request for {} failed", path, e);
            }
            return new Reply(problem.status(), java.util.Map.of(), problem);
        }
    }

    /** What a REST operation does with a request. */
    interface Operation {
        Reply answer(Message request) throws Exception;
    }
}
