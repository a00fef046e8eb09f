package io.aiworkflow.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.apache.camel.Exchange;

/**
 * For beans that do several costly things in one call: within a run each of them is journalled as a step of its own, and a
 * resumed run is given what it gave instead of doing it again.
 */
public interface KeptResults {
    /**
     * Does something once. Several times of the same name are told apart by their order, which must be the same again.
     *
     * @param name as it is shown among the run's steps
     * @throws Exception what the work throws; nothing is kept then
     */
    JsonNode once(Exchange exchange, String name, Callable<JsonNode> work) throws Exception;
}
