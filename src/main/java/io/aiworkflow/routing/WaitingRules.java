package io.aiworkflow.routing;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a file must keep so that a resumed run finds its waits again, and others can answer them. */
final class WaitingRules {
    private static final Set<String> SCHEMES = Set.of("delay", "approval", "callback");

    private WaitingRules() {}

    static void check(List<EndpointUse> uses) throws RouteFileRefused {
        Set<String> points = new HashSet<>();
        Set<String> opened = new HashSet<>();
        for (EndpointUse use : uses) {
            String point = use.scheme() + ":" + use.path();
            if (!SCHEMES.contains(use.scheme())) {
                continue;
            }
            if (opens(use)) {
                opened.add(point);
            } else if (!points.add(point)) {
                throw new RouteFileRefused(
                        Rule.WAITING,
                        use.line(),
                        "'%s' stands twice in this file; give each point a name of its own".formatted(point));
            } else if (use.scheme().equals("callback") && !opened.contains(point)) {
                throw new RouteFileRefused(
                        Rule.WAITING,
                        use.line(),
                        "nobody can know the address of '%1$s'; send to '%1$s?action=open' before it".formatted(point));
            }
        }
    }

    private static boolean opens(EndpointUse use) {
        return use.scheme().equals("callback")
                && use.option("action").filter("open"::equals).isPresent();
    }
}
