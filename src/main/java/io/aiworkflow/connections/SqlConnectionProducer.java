package io.aiworkflow.connections;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Executes the statement and takes its result as body. */
final class SqlConnectionProducer extends DefaultProducer {
    private final SqlConnectionEndpoint endpoint;

    SqlConnectionProducer(SqlConnectionEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) {
        JdbcCaller caller = endpoint.caller();
        Map<String, Object> values;
        try {
            values = endpoint.values(exchange);
        } catch (IllegalArgumentException e) {
            throw caller.refused("nothing was sent: " + e.getMessage(), e);
        }
        exchange.getMessage().setBody(caller.call(endpoint.getQuery(), values, endpoint.getResult()));
    }
}
