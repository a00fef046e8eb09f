package io.aiworkflow.connections;

import io.aiworkflow.platform.UriText;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.PropertiesHelper;

/** The Camel component behind {@code http-connection:NAME/PATH}. Its calls go through Camel's own HTTP component. */
public final class HttpConnectionComponent extends DefaultComponent {
    private static final String QUERY_PREFIX = "query.";
    private static final String HEADER_PREFIX = "header.";

    private final HttpConnections connections;
    private final Map<String, HttpCaller> callers = new ConcurrentHashMap<>();
    private boolean anyName;

    public HttpConnectionComponent(HttpConnections connections) {
        this.connections = connections;
    }

    /** For a trial in which nothing is sent: whether names are taken that nobody has set up. */
    public void acceptAnyName(boolean accept) {
        anyName = accept;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        int slash = remaining.indexOf('/');
        String name = slash < 0 ? remaining : remaining.substring(0, slash);
        if (!anyName && connections.find(name).isEmpty()) {
            throw new UnknownConnection(name);
        }
        HttpConnectionEndpoint endpoint = new HttpConnectionEndpoint(uri, this, name);
        parameters.replaceAll((key, value) -> value instanceof String text ? decoded(text) : value);
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

    /** Within an encoded text Camel has not seen the placeholders, which are a Kamelet's properties. */
    private String decoded(String text) {
        String plain = UriText.decode(text);
        return plain.equals(text) ? text : getCamelContext().resolvePropertyPlaceholders(plain);
    }

    private static Map<String, String> texts(Map<String, Object> parameters, String prefix) {
        Map<String, String> texts = new TreeMap<>();
        PropertiesHelper.extractProperties(parameters, prefix).forEach((key, value) -> texts.put(key, "" + value));
        return texts;
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
