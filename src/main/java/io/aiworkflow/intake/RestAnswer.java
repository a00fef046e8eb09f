package io.aiworkflow.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one REST operation and writes its reply, or the problem document of its failure, as the response. */
public class RestAnswer implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(RestAnswer.class);

    private final Operation operation;
    private final ObjectMapper json;

    public RestAnswer(Operation operation, ObjectMapper json) {
        this.operation = operation;
        this.json = json;
    }

    @Override
    public void process(Exchange exchange) throws JsonProcessingException {
        Message message = exchange.getMessage();
        String path = message.getHeader(Exchange.HTTP_PATH, String.class);
        Reply reply = reply(exchange, path);
        message.removeHeaders("*");
        reply.headers().forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, reply.status());
        if (reply.body() == null) {
            message.setBody(null);
            return;
        }
        message.setHeader(
                Exchange.CONTENT_TYPE,
                reply.body() instanceof Problem ? "application/problem+json" : "application/json");
        message.setBody(json.writeValueAsBytes(reply.body()));
    }

    private Reply reply(Exchange exchange, String path) {
        try {
            return operation.answer(exchange.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reply.of(Problem.of(
                    ErrorCode.SHUTTING_DOWN, "the engine stops; what it has accepted goes on after its start", path));
        } catch (Exception e) {
            Problem problem = Problem.of(e, path);
            if (problem.code().equals(ErrorCode.INTERNAL_ERROR.name())) {
                LOG.error("The request for {} failed", loggable(path), e);
            }
            return Reply.of(problem);
        }
    }

    /** Whoever knows the address of a callback may answer it, so it stays out of the log. */
    private static String loggable(String path) {
        return path == null ? null : path.replaceFirst("(/callbacks/).*", "$1…");
    }

    /** What a REST operation does with a request. */
    public interface Operation {
        Reply answer(Message request) throws Exception;
    }
}
