package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.platform.WorkOrigin;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Reads requests from the settings that a Kamelet has put into the exchange, for those who ask more than once. */
@Component
public class ChatRequests {
    private final AuthorResources resources;
    private final WorkOrigin work;

    ChatRequests(AuthorResources resources, WorkOrigin work) {
        this.resources = resources;
        this.work = work;
    }

    /**
     * Takes the settings out of the exchange.
     *
     * @throws IllegalArgumentException when they make no request
     */
    public ChatRequest take(Exchange exchange) {
        try {
            KameletSettings settings = KameletSettings.take(exchange, resources, ChatSettings.NAMES);
            return new ChatSettings(new CallSettings(settings, work.of(exchange))).request();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("options must be a JSON object: " + e.getOriginalMessage(), e);
        }
    }
}
