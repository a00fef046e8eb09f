package io.aiworkflow.routing;

import io.aiworkflow.connections.HttpConnectionEndpoint;
import io.aiworkflow.connections.HttpConnections;
import io.aiworkflow.connections.PathTemplate;
import io.aiworkflow.connections.RequestHeaders;
import java.util.Map;

/**
 * Which outside systems a file calls, and how. Names and paths that a Kamelet takes from its properties are judged when
 * the file that uses the Kamelet is loaded on trial.
 */
final class ConnectionRules {
    static final String SCHEME = "http-connection";

    private static final String QUERY = "query.";
    private static final String HEADER = "header.";

    private final HttpConnections connections;

    ConnectionRules(HttpConnections connections) {
        this.connections = connections;
    }

    /** Whether the option adds something to a request, rather than being one of the endpoint's own. */
    static boolean isPart(EndpointUse use, String option) {
        return use.scheme().equals(SCHEME) && (option.startsWith(QUERY) || option.startsWith(HEADER));
    }

    void check(EndpointUse use) throws RouteFileRefused {
        int slash = use.path().indexOf('/');
        String name = slash < 0 ? use.path() : use.path().substring(0, slash);
        if (!isPlaceholder(name) && !connections.names().contains(name)) {
            throw new RouteFileRefused(
                    Rule.CONNECTION,
                    use.line(),
                    "there is no HTTP connection '%s'%s; whoever runs the engine sets engine.connections.http.NAME.url"
                            .formatted(YamlNodes.shorten(name), Spelling.hint(name, connections.names())));
        }
        Map<String, Integer> lines = use.options();
        if (slash >= 0) {
            checkPath(use.path().substring(slash), use.line());
        }
        for (Map.Entry<String, String> option : use.optionTexts().entrySet()) {
            String key = option.getKey();
            int line = lines.getOrDefault(key, use.line());
            if (key.equals("path")) {
                require(slash < 0, line, "the path stands in the address or under 'parameters', not in both");
                checkPath(option.getValue(), line);
            } else if (key.equals("method")) {
                require(
                        isPlaceholder(option.getValue()) || HttpConnectionEndpoint.METHODS.contains(option.getValue()),
                        line,
                        "'method' is one of GET, POST, PUT, PATCH, DELETE");
            } else if (key.startsWith(HEADER) && !RequestHeaders.isFree(key.substring(HEADER.length()))) {
                throw new RouteFileRefused(
                        Rule.HEADER_NAME,
                        line,
                        "the header '%s' may not be set; credentials belong to the connection"
                                .formatted(YamlNodes.shorten(key.substring(HEADER.length()))));
            }
        }
    }

    private static void checkPath(String path, int line) throws RouteFileRefused {
        if (isPlaceholder(path)) {
            return;
        }
        try {
            PathTemplate.parse(path);
        } catch (IllegalArgumentException e) {
            throw new RouteFileRefused(
                    Rule.CONNECTION_REQUEST, line, "'%s': %s".formatted(YamlNodes.shorten(path), e.getMessage()));
        }
    }

    private static void require(boolean condition, int line, String rule) throws RouteFileRefused {
        if (!condition) {
            throw new RouteFileRefused(Rule.CONNECTION_REQUEST, line, rule);
        }
    }

    private static boolean isPlaceholder(String text) {
        return text.contains("{{");
    }
}
