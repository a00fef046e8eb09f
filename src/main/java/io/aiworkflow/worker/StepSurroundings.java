package io.aiworkflow.worker;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

/**
 * An exchange as it was before a step: what a step leaves behind beside its output is undone, and a step that is tried
 * again finds what it found the first time. Camel's own properties are left to Camel.
 */
final class StepSurroundings {
    private final Map<String, Object> headers;
    private final Map<String, Object> properties;
    private final Object body;
    private final Map<String, Object> variables;

    private StepSurroundings(Exchange exchange, Object body, Map<String, Object> variables) {
        this.headers = new HashMap<>(exchange.getMessage().getHeaders());
        this.properties = new HashMap<>(exchange.getProperties());
        this.body = body;
        this.variables = variables;
    }

    /** Keeps headers and properties. */
    static StepSurroundings of(Exchange exchange) {
        return new StepSurroundings(exchange, null, Map.of());
    }

    /** Keeps body and variables too, with lists and maps copied, and a stream as the bytes that it holds. */
    static StepSurroundings whole(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof StreamCache || body instanceof InputStream) {
            exchange.getMessage().setBody(exchange.getMessage().getBody(byte[].class));
            body = exchange.getMessage().getBody();
        }
        return new StepSurroundings(exchange, copy(body), copyOf(exchange.getVariables()));
    }

    /** Sets back headers and properties. */
    void restore(Exchange exchange) {
        exchange.getMessage().setHeaders(new HashMap<>(headers));
        exchange.getProperties().keySet().removeIf(name -> !name.startsWith("Camel"));
        properties.forEach((name, value) -> {
            if (!name.startsWith("Camel")) {
                exchange.setProperty(name, value);
            }
        });
    }

    /** Sets back everything, after {@link #whole}, and forgets the failure. */
    void restoreWhole(Exchange exchange) {
        restore(exchange);
        exchange.getMessage().setBody(copy(body));
        for (String name : exchange.getVariables().keySet().toArray(String[]::new)) {
            exchange.removeVariable(name);
        }
        copyOf(variables).forEach(exchange::setVariable);
        exchange.setException(null);
        exchange.setRollbackOnly(false);
        exchange.setRouteStop(false);
        exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        exchange.getExchangeExtension().setRedeliveryExhausted(false);
        exchange.getExchangeExtension().setErrorHandlerHandled(null);
    }

    private static Map<String, Object> copyOf(Map<String, Object> values) {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((name, value) -> copy.put(name, copy(value)));
        return copy;
    }

    private static Object copy(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, element) -> copy.put(key, copy(element)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            list.forEach(element -> copy.add(copy(element)));
            return copy;
        }
        return value;
    }
}
