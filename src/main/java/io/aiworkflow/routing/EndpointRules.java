package io.aiworkflow.routing;

import io.aiworkflow.connections.HttpConnectionEndpoint;
import io.aiworkflow.connections.SqlConnectionEndpoint;
import io.aiworkflow.egress.HttpOptions;
import io.aiworkflow.platform.UriText;
import io.aiworkflow.waiting.ApprovalEndpoint;
import io.aiworkflow.waiting.CallbackEndpoint;
import io.aiworkflow.waiting.DelayEndpoint;
import io.aiworkflow.workflow.ScheduleOptions;
import io.aiworkflow.workflow.WorkflowEndpoint;
import io.aiworkflow.workflow.WorkflowOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which endpoints a file names, and with which options: those on a list, and none that is hidden from the reader. What
 * Camel would find out late or never is found here too: unknown options of Kamelets, which Camel ignores, and {@code
 * direct:} targets without a route, for which it waits.
 */
final class EndpointRules {
    private static final Set<String> CRON = Set.of("schedule", "cron");
    private static final Set<String> KAMELET_OPTIONS = Set.of("bridgeErrorHandler", "failIfNoConsumers");

    /** The engine's own components, with the classes whose setters are their options. */
    private static final Map<String, List<Class<?>>> OWN = Map.of(
            "workflow",
            List.of(WorkflowEndpoint.class, WorkflowOptions.class, ScheduleOptions.class),
            "delay",
            List.of(DelayEndpoint.class),
            "approval",
            List.of(ApprovalEndpoint.class),
            "callback",
            List.of(CallbackEndpoint.class),
            ConnectionRules.SCHEME,
            List.of(HttpConnectionEndpoint.class),
            SqlConnectionRules.SCHEME,
            List.of(SqlConnectionEndpoint.class));

    private final AuthorRights rights;
    private final ConnectionRules connectionRules;
    private final SqlConnectionRules databaseRules;
    private final DestinationRules destinationRules;
    private final Map<String, Set<String>> options = new ConcurrentHashMap<>();

    EndpointRules(AuthorRights rights) {
        this.rights = rights;
        this.connectionRules = new ConnectionRules(rights.connections());
        this.databaseRules = new SqlConnectionRules(rights.databases());
        this.destinationRules = new DestinationRules(rights.destinations());
    }

    /** @param kamelets the Kamelets that there are, by name */
    void check(RouteFile file, Map<String, KameletDefinition> kamelets) throws RouteFileRefused {
        List<EndpointUse> uses = EndpointUse.in(file.root());
        StepOptionRules steps = StepOptionRules.of(file);
        for (EndpointUse use : uses) {
            check(use, file.kind(), kamelets, steps);
        }
        checkDirect(uses);
        WaitingRules.check(uses);
    }

    /** An endpoint that stands in no file, as a step of a workflow would name it. */
    void checkTarget(EndpointUse use) throws RouteFileRefused {
        check(use, RouteFileKind.WORKFLOW, Map.of(), StepOptionRules.none());
    }

    private void check(
            EndpointUse use, RouteFileKind kind, Map<String, KameletDefinition> kamelets, StepOptionRules steps)
            throws RouteFileRefused {
        checkScheme(kind, use);
        checkAddress(kind, use);
        if (use.scheme().equals("kamelet") && kind != RouteFileKind.KAMELET) {
            checkKamelet(use, kamelets);
        } else {
            checkOptions(use, steps);
        }
        switch (use.scheme()) {
            case ConnectionRules.SCHEME -> connectionRules.check(use);
            case SqlConnectionRules.SCHEME -> databaseRules.check(use);
            case DestinationRules.SCHEME -> destinationRules.check(use);
            default -> {}
        }
    }

    private void checkScheme(RouteFileKind kind, EndpointUse use) throws RouteFileRefused {
        String scheme = use.scheme();
        Set<String> allowed = (use.consumer() ? AuthorPolicy.FROM_SCHEMES : AuthorPolicy.TO_SCHEMES).get(kind);
        if (scheme.isEmpty() || use.path().isEmpty()) {
            throw refused(
                    Rule.ENDPOINT, use, "'%s' is not an endpoint; write it as component:name".formatted(shown(use)));
        }
        if (!allowed.contains(scheme)) {
            String reason =
                    AuthorPolicy.SCHEME_REASONS.getOrDefault(scheme, "there are %s".formatted(new TreeSet<>(allowed)));
            boolean literal = AuthorPolicy.LITERAL_SCHEMES.contains(scheme);
            throw refused(
                    literal ? Rule.HTTP_LITERAL : Rule.COMPONENT,
                    use,
                    "the component '%s' is not allowed here: %s%s"
                            .formatted(YamlNodes.shorten(scheme), reason, Spelling.hint(scheme, allowed)));
        }
        if (rights.level() == PolicyLevel.STRICT && AuthorPolicy.LITERAL_SCHEMES.contains(scheme)) {
            throw refused(
                    Rule.HTTP_LITERAL,
                    use,
                    ("an address of an outside system is not written into a file: have it set up as a connection, and "
                                    + "write http-connection:NAME instead of '%s'")
                            .formatted(shown(use)));
        }
    }

    /** Some steps evaluate their address, and Simple has two ways to begin an expression. */
    private static void checkAddress(RouteFileKind kind, EndpointUse use) throws RouteFileRefused {
        String address = use.scheme().equals("kamelet") ? use.path() : use.uri();
        if (address.contains("${") || address.contains("$simple{")) {
            throw refused(
                    Rule.DYNAMIC_ADDRESS, use, "an address is not computed from data: '%s'".formatted(shown(use)));
        }
        boolean internalSink = use.path().equals("source") || use.path().equals("sink");
        if (kind == RouteFileKind.KAMELET && use.scheme().equals("kamelet") && !internalSink) {
            throw refused(Rule.KAMELET, use, "a Kamelet does not call another Kamelet");
        }
        if (!AuthorPolicy.LITERAL_SCHEMES.contains(use.scheme())) {
            checkValues(use);
        }
    }

    /** A value means what it says: it is not encoded, not given twice, and no reference to a bean. */
    private static void checkValues(EndpointUse use) throws RouteFileRefused {
        Optional<String> repeated = use.repeatedOption();
        if (repeated.isPresent()) {
            throw refused(
                    Rule.ENDPOINT, use, "the option '%s' is given twice".formatted(YamlNodes.shorten(repeated.get())));
        }
        for (Map.Entry<String, String> option : use.uriOptions().entrySet()) {
            // A space in a cron expression may be written so.
            String value = CRON.contains(option.getKey()) ? option.getValue().replace("%20", " ") : option.getValue();
            if (value.contains("%") || value.startsWith("RAW") || value.startsWith(UriText.MARK)) {
                throw refused(
                        Rule.ENDPOINT,
                        use,
                        "write the option '%s' under 'parameters', as it shall be read"
                                .formatted(YamlNodes.shorten(option.getKey())));
            }
        }
        Map<String, Integer> lines = use.options();
        for (Map.Entry<String, String> option : use.optionTexts().entrySet()) {
            // A Kamelet's property is a text, which may begin so.
            if (option.getValue().strip().startsWith("#") && !use.scheme().equals("kamelet")) {
                throw new RouteFileRefused(
                        Rule.COMPONENT_OPTION,
                        lines.getOrDefault(option.getKey(), use.line()),
                        "the option '%s' may not name a bean".formatted(YamlNodes.shorten(option.getKey())));
            }
        }
    }

    private static void checkKamelet(EndpointUse use, Map<String, KameletDefinition> kamelets) throws RouteFileRefused {
        KameletDefinition kamelet = kamelets.get(use.path());
        if (kamelet == null) {
            throw refused(
                    Rule.KAMELET,
                    use,
                    "there is no Kamelet '%s'%s".formatted(use.path(), Spelling.hint(use.path(), kamelets.keySet())));
        }
        Map<String, Integer> given = use.options();
        for (var option : given.entrySet()) {
            if (!kamelet.properties().contains(option.getKey()) && !KAMELET_OPTIONS.contains(option.getKey())) {
                throw new RouteFileRefused(
                        Rule.KAMELET,
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
                throw refused(
                        Rule.KAMELET,
                        use,
                        "the Kamelet '%s' needs the property '%s'".formatted(kamelet.name(), required));
            }
        }
    }

    private void checkOptions(EndpointUse use, StepOptionRules steps) throws RouteFileRefused {
        if (AuthorPolicy.LITERAL_SCHEMES.contains(use.scheme())) {
            checkCall(use);
            return;
        }
        Set<String> known = options.computeIfAbsent(use.scheme(), EndpointRules::optionsOf);
        for (var option : use.options().entrySet()) {
            if (use.scheme().equals("workflow") && StepOptionRules.isStepOption(option.getKey())) {
                steps.check(use, option.getKey(), option.getValue());
            } else if (!known.contains(option.getKey())
                    && !ConnectionRules.isPart(use, option.getKey())
                    && !SqlConnectionRules.isPart(use, option.getKey())) {
                throw new RouteFileRefused(
                        Rule.COMPONENT_OPTION,
                        option.getValue(),
                        "the component '%s' has no option '%s'%s"
                                .formatted(use.scheme(), option.getKey(), Spelling.hint(option.getKey(), known)));
            }
        }
    }

    /** What Camel does not know among them is sent along as a query. */
    private static void checkCall(EndpointUse use) throws RouteFileRefused {
        Map<String, String> texts = use.optionTexts();
        for (var option : use.options().entrySet()) {
            Optional<String> fault = HttpOptions.fault(option.getKey(), texts.getOrDefault(option.getKey(), ""));
            if (fault.isPresent()) {
                throw new RouteFileRefused(Rule.COMPONENT_OPTION, option.getValue(), fault.get());
            }
        }
    }

    private static Set<String> optionsOf(String scheme) {
        return OWN.containsKey(scheme)
                ? settable(OWN.get(scheme).toArray(Class<?>[]::new))
                : AuthorPolicy.COMPONENT_OPTIONS.getOrDefault(scheme, Set.of());
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
                throw refused(Rule.DIRECT, use, "a direct: name is made of letters, digits and hyphens");
            }
            if (use.consumer() && started.contains(use.path())) {
                throw refused(Rule.DIRECT, use, "two routes start from 'direct:%s'".formatted(use.path()));
            }
            if (!consumed.contains(use.path())) {
                throw refused(
                        Rule.DIRECT,
                        use,
                        "no route of this file starts from 'direct:%s'%s"
                                .formatted(use.path(), Spelling.hint(use.path(), consumed)));
            }
            if (use.consumer()) {
                started.add(use.path());
            }
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

    private static String shown(EndpointUse use) {
        return YamlNodes.shorten(use.uri());
    }

    private static RouteFileRefused refused(Rule rule, EndpointUse use, String reason) {
        return new RouteFileRefused(rule, use.line(), reason);
    }
}
