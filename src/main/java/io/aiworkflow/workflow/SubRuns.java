package io.aiworkflow.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.apache.camel.Exchange;

/** Starts runs for routes that send to {@code workflow:NAME}; implemented where runs are executed. */
public interface SubRuns {
    /**
     * Starts a run and returns at once. Inside a run, doing so again after a resume finds the same sub-run.
     *
     * @param exchange the sender's exchange, which tells whether it belongs to a run
     * @return the id of the run
     */
    String start(Exchange exchange, String workflow, JsonNode input);

    /** Starts a run and waits for its end, however long that takes. See the other method. */
    default JsonNode call(Exchange exchange, String workflow, JsonNode input) throws Exception {
        return call(exchange, workflow, input, Instant.MAX);
    }

    /**
     * Starts a run and waits for its end.
     *
     * @param until when a sub-run that has not ended is cancelled; one that waits for somebody is left to him, since its
     *     time is not its own
     * @return the result
     * @throws io.aiworkflow.failure.EngineException when the sub-run failed
     * @throws Exception when the sender's run has to wait: its attempt ends, and a later one asks again
     */
    JsonNode call(Exchange exchange, String workflow, JsonNode input, Instant until) throws Exception;
}
