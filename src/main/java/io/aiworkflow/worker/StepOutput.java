package io.aiworkflow.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.platform.MessageValues;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.run.StepResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

/**
 * What is kept of a finished step: body and variables, and whether the step stopped the route. The form is
 * {@code {"body":{"json"|"bytes":…},"variables":{NAME:{…}},"stop":true}}; it is stored, so it never changes. Where a person
 * has told the body, {@code "keepsVariables":true} stands instead of variables.
 */
final class StepOutput {
    private static final String BODY = "body";
    private static final String VARIABLES = "variables";
    private static final String STOP = "stop";
    private static final String JSON = "json";
    private static final String BYTES = "bytes";

    private StepOutput() {}

    /** @throws MessageValues.NotStorable when the body or a variable has no stored form */
    static ObjectNode capture(Exchange exchange) {
        ObjectNode output = JsonNodeFactory.instance.objectNode();
        output.set(BODY, encode(readable(exchange)));
        if (exchange.hasVariables()) {
            ObjectNode variables = output.putObject(VARIABLES);
            exchange.getVariables().forEach((name, value) -> variables.set(name, encode(value)));
        }
        if (exchange.isRouteStop()) {
            output.put(STOP, true);
        }
        return output;
    }

    /** Gives the exchange the body and exactly the variables of the step. */
    static void restore(Exchange exchange, JsonNode output) {
        exchange.getMessage().setBody(decode(output.get(BODY)));
        if (!output.path(StepResult.KEEPS_VARIABLES).asBoolean()) {
            restoreVariables(exchange, output.path(VARIABLES));
        }
        if (output.path(STOP).asBoolean()) {
            exchange.setRouteStop(true);
        }
    }

    private static void restoreVariables(Exchange exchange, JsonNode variables) {
        if (exchange.hasVariables()) {
            // A copy, since removing changes the map that is walked.
            for (String name : exchange.getVariables().keySet().toArray(String[]::new)) {
                exchange.removeVariable(name);
            }
        }
        for (Map.Entry<String, JsonNode> variable : variables.properties()) {
            exchange.setVariable(variable.getKey(), decode(variable.getValue()));
        }
    }

    /** A stream can be read once only, so it is turned into what it holds. */
    private static Object readable(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        boolean stream = body instanceof StreamCache || body instanceof InputStream;
        return stream ? exchange.getMessage().getBody(byte[].class) : body;
    }

    private static ObjectNode encode(Object value) {
        ObjectNode encoded = JsonNodeFactory.instance.objectNode();
        if (value instanceof byte[] bytes) {
            return encoded.put(BYTES, Base64.getEncoder().encodeToString(bytes));
        }
        return encoded.set(JSON, MessageValues.toJson(value));
    }

    private static Object decode(JsonNode encoded) {
        try {
            return encoded.has(BYTES) ? encoded.get(BYTES).binaryValue() : StrictJson.toJava(encoded.get(JSON));
        } catch (IOException e) {
            throw new IllegalStateException("the journal holds bytes that are not Base64", e);
        }
    }
}
