package io.aiworkflow.connections;

import io.aiworkflow.platform.UriText;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.PropertiesHelper;

/** The Camel component behind {@code sql-connection:NAME}. */
public final class SqlConnectionComponent extends DefaultComponent {
    private static final String VALUE_PREFIX = "value.";

    private final SqlConnections connections;
    private final Map<String, JdbcCaller> callers = new ConcurrentHashMap<>();
    private boolean anyName;

    public SqlConnectionComponent(SqlConnections connections) {
        this.connections = connections;
    }

    /** For a trial in which nothing is sent: whether names are taken that nobody has set up. */
    public void acceptAnyName(boolean accept) {
        anyName = accept;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (!anyName && connections.find(remaining).isEmpty()) {
            throw UnknownConnection.sql(remaining);
        }
        parameters.replaceAll((key, value) -> value instanceof String text ? decoded(text) : value);
        Map<String, String> values = new TreeMap<>();
        PropertiesHelper.extractProperties(parameters, VALUE_PREFIX)
                .forEach((key, value) -> values.put(key, String.valueOf(value)));
        SqlConnectionEndpoint endpoint = new SqlConnectionEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        endpoint.validate(values);
        return endpoint;
    }

    /** Within an encoded text Camel has not seen the placeholders, which are a Kamelet's properties. */
    private String decoded(String text) {
        String plain = UriText.decode(text);
        return plain.equals(text) ? text : getCamelContext().resolvePropertyPlaceholders(plain);
    }

    /** Opened with the first call, and shared by all routes. */
    JdbcCaller caller(String name) {
        return callers.computeIfAbsent(
                name, any -> new JdbcCaller(name, connections.find(name).orElseThrow()));
    }

    @Override
    protected void doStop() throws Exception {
        callers.values().forEach(JdbcCaller::close);
        callers.clear();
        super.doStop();
    }
}
