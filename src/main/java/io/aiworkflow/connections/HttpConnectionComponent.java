package io.aiworkflow.connections;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;

/** The Camel component behind {@code http-connection:NAME/PATH}. Its calls go through Camel's own HTTP component. */
public final class HttpConnectionComponent extends ConnectionComponent {
    private static final String QUERY_PREFIX = "query.";
    private static final String HEADER_PREFIX = "header.";

    private final HttpConnections connections;
    private final Map<String, HttpCaller> callers = new ConcurrentHashMap<>();

    public HttpConnectionComponent(HttpConnections connections) {
        this.connections = connections;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        int slash = remaining.indexOf('/');
        String name = slash < 0 ? remaining : remaining.substring(0, slash);
        if (!acceptsAnyName() && connections.find(name).isEmpty()) {
            throw new UnknownConnection(name);
        }
        HttpConnectionEndpoint endpoint = new HttpConnectionEndpoint(uri, this, name);
        decode(parameters);
        endpoint.addQuery(texts(parameters, QUERY_PREFIX));
        endpoint.addHeaders(texts(parameters, HEADER_PREFIX));
        if (slash >= 0) {
            endpoint.setPath(remaining.substring(slash));
        }
        boolean twice = slash >= 0 && parameters.containsKey("path");
        setProperties(endpoint, parameters);
        endpoint.validate(twice);
        return endpoint;
    }

    /** Opened with the first call, and shared by all routes. */
    HttpCaller caller(String name) {
        return callers.computeIfAbsent(
                name,
                any -> HttpCaller.open(
                        getCamelContext(),
                        name,
                        connections.url(name),
                        connections.find(name).orElseThrow()));
    }

    @Override
    protected void doStop() throws Exception {
        callers.values().forEach(HttpCaller::close);
        callers.clear();
        super.doStop();
    }
}
