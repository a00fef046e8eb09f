package io.aiworkflow.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a request to an author's own REST door with a problem document when its route fails. */
final class DoorFailure implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(DoorFailure.class);
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public void process(Exchange exchange) throws JsonProcessingException {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Message message = exchange.getMessage();
        Problem problem = Problem.of(failure, exchange.getProperty(InboundHeaders.DOOR_PATH, String.class));
        if (problem.code().equals(ErrorCode.INTERNAL_ERROR.name())) {
            LOG.error("The route {} failed", exchange.getFromRouteId(), failure);
        }
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.status());
        problem.retryAfter().ifPresent(seconds -> message.setHeader(Problem.RETRY_AFTER, seconds));
        message.setHeader(Exchange.CONTENT_TYPE, Problem.MEDIA_TYPE);
        message.setBody(JSON.writeValueAsString(problem));
    }
}
