package io.aiworkflow.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.waiting.ApprovalEndpoint;
import io.aiworkflow.waiting.CallbackEndpoint;
import io.aiworkflow.waiting.DelayEndpoint;
import io.aiworkflow.workflow.WorkflowEndpoint;
import io.aiworkflow.workflow.WorkflowOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which endpoints a file names, and with which options. What Camel would find out late or never is found here: unknown
 * options of Kamelets, which Camel ignores, and {@code direct:} targets without a route, for which it waits.
 */
final class EndpointRules {
    private static final Set<String> KAMELET_OPTIONS = Set.of("bridgeErrorHandler", "failIfNoConsumers");

    /** The engine's own components, with the classes whose setters are their options. */
    private static final Map<String, List<Class<?>>> OWN = Map.of(
            "workflow", List.of(WorkflowEndpoint.class, WorkflowOptions.class),
            "delay", List.of(DelayEndpoint.class),
            "approval", List.of(ApprovalEndpoint.class),
            "callback", List.of(CallbackEndpoint.class));

    private final Map<String, Set<String>> options = new ConcurrentHashMap<>();

    /** @param kamelets the Kamelets that there are, by name */
    void check(RouteFile file, Map<String, KameletDefinition> kamelets) throws RouteFileRefused {
        List<EndpointUse> uses = EndpointUse.in(file.root());
        StepOptionRules steps = StepOptionRules.of(file);
        for (EndpointUse use : uses) {
            checkScheme(file, use);
            if (use.scheme().equals("kamelet") && file.kind() != RouteFileKind.KAMELET) {
                checkKamelet(use, kamelets);
            } else {
                checkOptions(use, steps);
            }
        }
        checkDirect(uses);
        WaitingRules.check(uses);
    }

    private static void checkScheme(RouteFile file, EndpointUse use) throws RouteFileRefused {
        String scheme = use.scheme();
        Set<String> allowed = (use.consumer() ? AuthorPolicy.FROM_SCHEMES : AuthorPolicy.TO_SCHEMES).get(file.kind());
        if (scheme.isEmpty() || use.path().isEmpty()) {
            throw refused(use, "'%s' is not an endpoint; write it as component:name".formatted(shown(use)));
        }
        if (!allowed.contains(scheme)) {
            String reason =
                    AuthorPolicy.SCHEME_REASONS.getOrDefault(scheme, "there are %s".formatted(new TreeSet<>(allowed)));
            throw refused(
                    use,
                    "the component '%s' is not allowed here: %s%s"
                            .formatted(YamlNodes.shorten(scheme), reason, Spelling.hint(scheme, allowed)));
        }
        String address = scheme.equals("kamelet") ? use.path() : use.uri();
        if (address.contains("${")) {
            throw refused(use, "an address is not computed from data: '%s'".formatted(shown(use)));
        }
        boolean internalSink = use.path().equals("source") || use.path().equals("sink");
        if (file.kind() == RouteFileKind.KAMELET && scheme.equals("kamelet") && !internalSink) {
            throw refused(use, "a Kamelet does not call another Kamelet");
        }
    }

    private static void checkKamelet(EndpointUse use, Map<String, KameletDefinition> kamelets) throws RouteFileRefused {
        KameletDefinition kamelet = kamelets.get(use.path());
        if (kamelet == null) {
            throw refused(
                    use,
                    "there is no Kamelet '%s'%s".formatted(use.path(), Spelling.hint(use.path(), kamelets.keySet())));
        }
        Map<String, Integer> given = use.options();
        for (var option : given.entrySet()) {
            if (!kamelet.properties().contains(option.getKey()) && !KAMELET_OPTIONS.contains(option.getKey())) {
                throw new RouteFileRefused(
                        option.getValue(),
                        "the Kamelet '%s' has no property '%s'%s"
                                .formatted(
                                        kamelet.name(),
                                        option.getKey(),
                                        Spelling.hint(option.getKey(), kamelet.properties())));
            }
        }
        for (String required : kamelet.required()) {
            if (!given.containsKey(required)) {
                throw refused(use, "the Kamelet '%s' needs the property '%s'".formatted(kamelet.name(), required));
            }
        }
    }

    private void checkOptions(EndpointUse use, StepOptionRules steps) throws RouteFileRefused {
        Set<String> known = options.computeIfAbsent(use.scheme(), EndpointRules::optionsOf);
        if (known.isEmpty()) {
            return;
        }
        for (var option : use.options().entrySet()) {
            if (use.scheme().equals("workflow") && StepOptionRules.isStepOption(option.getKey())) {
                steps.check(use, option.getKey(), option.getValue());
            } else if (!known.contains(option.getKey())) {
                throw new RouteFileRefused(
                        option.getValue(),
                        "the component '%s' has no option '%s'%s"
                                .formatted(use.scheme(), option.getKey(), Spelling.hint(option.getKey(), known)));
            }
        }
    }

    /** Camel waits half a minute for a consumer that never comes, so the mistake is found here. */
    private static void checkDirect(List<EndpointUse> uses) throws RouteFileRefused {
        Set<String> consumed = uses.stream()
                .filter(use -> use.consumer() && use.scheme().equals("direct"))
                .map(EndpointUse::path)
                .collect(Collectors.toSet());
        List<String> started = new ArrayList<>();
        for (EndpointUse use : uses) {
            if (!use.scheme().equals("direct")) {
                continue;
            }
            if (!use.path().matches("[A-Za-z0-9-]+")) {
                throw refused(use, "a direct: name is made of letters, digits and hyphens");
            }
            if (use.consumer() && started.contains(use.path())) {
                throw refused(use, "two routes start from 'direct:%s'".formatted(use.path()));
            }
            if (!consumed.contains(use.path())) {
                throw refused(
                        use,
                        "no route of this file starts from 'direct:%s'%s"
                                .formatted(use.path(), Spelling.hint(use.path(), consumed)));
            }
            if (use.consumer()) {
                started.add(use.path());
            }
        }
    }

    /** The names of a component's options, empty when it takes any, as an HTTP call does. */
    private static Set<String> optionsOf(String scheme) {
        if (OWN.containsKey(scheme)) {
            return settable(OWN.get(scheme).toArray(Class<?>[]::new));
        }
        try (InputStream in = open(scheme)) {
            JsonNode root = in == null ? null : new ObjectMapper().readTree(in);
            if (root == null || root.at("/component/lenientProperties").asBoolean()) {
                return Set.of();
            }
            Set<String> names = new TreeSet<>();
            root.path("properties").properties().forEach(property -> {
                if (property.getValue().path("kind").asText().equals("parameter")) {
                    names.add(property.getKey());
                }
            });
            return names;
        } catch (IOException e) {
            throw new IllegalStateException("Camel's description of '%s' cannot be read".formatted(scheme), e);
        }
    }

    /** The names of what Camel can set on these types. */
    static Set<String> settable(Class<?>... types) {
        return Stream.of(types)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.getName().startsWith("set") && method.getParameterCount() == 1)
                .map(method -> Character.toLowerCase(method.getName().charAt(3))
                        + method.getName().substring(4))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static InputStream open(String scheme) {
        String packageName = scheme.equals("platform-http") ? "platform/http" : scheme;
        return EndpointRules.class.getResourceAsStream(
                "/META-INF/org/apache/camel/component/%s/%s.json".formatted(packageName, scheme));
    }

    private static String shown(EndpointUse use) {
        return YamlNodes.shorten(use.uri());
    }

    private static RouteFileRefused refused(EndpointUse use, String reason) {
        return new RouteFileRefused(use.line(), reason);
    }
}
