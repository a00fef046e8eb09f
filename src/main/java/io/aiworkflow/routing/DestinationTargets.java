package io.aiworkflow.routing;

import io.aiworkflow.destinations.Destinations;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.ResolveEndpointFailedException;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Holds the table of destinations against the policy for authors when the engine starts. What stands there is what an
 * author's {@code to} could be, and always the same.
 */
final class DestinationTargets {
    private static final Set<String> SCHEMES = Set.of("workflow", ConnectionRules.SCHEME, SqlConnectionRules.SCHEME);

    private static final Map<String, String> REASONS = Map.of(
            "direct",
            "the routes behind direct: belong to one file; make it a workflow",
            "kamelet",
            "make a workflow that calls the Kamelet",
            "http",
            "set the system up as a connection",
            "https",
            "set the system up as a connection",
            DestinationRules.SCHEME,
            "a destination does not stand for another one");

    private DestinationTargets() {}

    /** @throws io.aiworkflow.platform.StartRefused naming the first entry that cannot be used */
    static void open(CamelContext context, AuthorRights rights) {
        EndpointRules rules = new EndpointRules(rights);
        Destinations table = rights.destinations();
        for (String name : table.names()) {
            String uri = table.find(name).orElseThrow();
            try {
                check(new EndpointUse(false, uri, new ScalarNode(Tag.STR, uri, ScalarStyle.PLAIN), null), rules);
                context.getEndpoint(DestinationRules.SCHEME + ":" + name);
            } catch (RouteFileRefused | IllegalArgumentException e) {
                throw Destinations.refused(name, e.getMessage(), e);
            } catch (ResolveEndpointFailedException e) {
                throw Destinations.refused(name, root(e).getMessage(), e);
            }
        }
    }

    private static void check(EndpointUse use, EndpointRules rules) throws RouteFileRefused {
        if (!SCHEMES.contains(use.scheme())) {
            throw new IllegalArgumentException(
                    "it leads to a workflow:, http-connection: or sql-connection:, not to '%s:'%s"
                            .formatted(
                                    YamlNodes.shorten(use.scheme()),
                                    REASONS.containsKey(use.scheme()) ? "; " + REASONS.get(use.scheme()) : ""));
        }
        if (use.uri().contains("{{")) {
            throw new IllegalArgumentException("nothing is filled into it, so write it without {{…}}");
        }
        rules.checkTarget(use);
    }

    private static Throwable root(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }
}
