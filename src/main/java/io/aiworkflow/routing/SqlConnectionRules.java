package io.aiworkflow.routing;

import io.aiworkflow.connections.SqlConnectionEndpoint;
import io.aiworkflow.connections.SqlConnections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which databases a file asks, and that its statements are not made of data. */
final class SqlConnectionRules {
    static final String SCHEME = "sql-connection";

    private static final String VALUE = "value.";
    private static final String NAME = "[A-Za-z][A-Za-z0-9_]{0,62}";

    private final SqlConnections connections;

    SqlConnectionRules(SqlConnections connections) {
        this.connections = connections;
    }

    /** Whether the option is a value of the statement, rather than one of the endpoint's own. */
    static boolean isPart(EndpointUse use, String option) {
        return use.scheme().equals(SCHEME)
                && option.startsWith(VALUE)
                && option.substring(VALUE.length()).matches(NAME);
    }

    void check(EndpointUse use) throws RouteFileRefused {
        String name = use.path();
        if (!name.contains("{{") && !connections.names().contains(name)) {
            throw new RouteFileRefused(
                    Rule.CONNECTION,
                    use.line(),
                    "there is no SQL connection '%s'%s; whoever runs the engine sets engine.connections.sql.NAME.url"
                            .formatted(YamlNodes.shorten(name), Spelling.hint(name, connections.names())));
        }
        Map<String, String> options = use.optionTexts();
        String query = options.getOrDefault("query", "");
        Set<String> values = new TreeSet<>();
        options.keySet().stream()
                .filter(option -> isPart(use, option))
                .forEach(option -> values.add(option.substring(VALUE.length())));
        String fault = query.contains("{{") ? null : SqlConnectionEndpoint.fault(query, values);
        if (fault != null) {
            throw new RouteFileRefused(Rule.CONNECTION_REQUEST, use.options().getOrDefault("query", use.line()), fault);
        }
        String result = options.getOrDefault("result", "rows");
        if (!result.contains("{{") && !SqlConnectionEndpoint.RESULTS.contains(result)) {
            throw new RouteFileRefused(
                    Rule.CONNECTION_REQUEST,
                    use.options().getOrDefault("result", use.line()),
                    "'result' is one of rows, row, value, count");
        }
    }
}
