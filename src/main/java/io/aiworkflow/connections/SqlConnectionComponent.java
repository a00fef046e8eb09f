package io.aiworkflow.connections;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;

/** The Camel component behind {@code sql-connection:NAME}. */
public final class SqlConnectionComponent extends ConnectionComponent {
    private static final String VALUE_PREFIX = "value.";

    private final SqlConnections connections;
    private final Map<String, JdbcCaller> callers = new ConcurrentHashMap<>();

    public SqlConnectionComponent(SqlConnections connections) {
        this.connections = connections;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (!acceptsAnyName() && connections.find(remaining).isEmpty()) {
            throw UnknownConnection.sql(remaining);
        }
        decode(parameters);
        Map<String, String> values = texts(parameters, VALUE_PREFIX);
        SqlConnectionEndpoint endpoint = new SqlConnectionEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        endpoint.validate(values);
        return endpoint;
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
