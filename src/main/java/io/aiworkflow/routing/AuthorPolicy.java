package io.aiworkflow.routing;

import static java.util.Map.entry;

import io.aiworkflow.platform.AuthorExpressions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What authors may use, as lists: an allow-list wherever a mistake would give away power, and for the things that
 * people try most the reason why not. It holds no logic.
 */
final class AuthorPolicy {
    private AuthorPolicy() {}

    /** What a file may hold at its root. */
    static final Map<RouteFileKind, Set<String>> ROOT_ITEMS = Map.of(
            RouteFileKind.WORKFLOW, Set.of("route"),
            RouteFileKind.MAINTENANCE, Set.of("route"),
            RouteFileKind.INTAKE, Set.of("route", "rest"));

    static final Map<RouteFileKind, Set<String>> FROM_SCHEMES = Map.of(
            RouteFileKind.WORKFLOW, Set.of("workflow", "direct", TriggerRules.SCHEME),
            RouteFileKind.MAINTENANCE, Set.of("workflow", "direct"),
            RouteFileKind.INTAKE, Set.of("platform-http", "direct"),
            RouteFileKind.KAMELET, Set.of("kamelet"));

    static final Map<RouteFileKind, Set<String>> TO_SCHEMES = Map.of(
            RouteFileKind.WORKFLOW,
            Set.of(
                    "workflow",
                    "delay",
                    "approval",
                    "callback",
                    "direct",
                    "kamelet",
                    "bean",
                    "log",
                    "destination",
                    "http-connection",
                    "sql-connection"),
            RouteFileKind.MAINTENANCE,
            Set.of("workflow", "delay", "direct", "bean", "log"),
            RouteFileKind.INTAKE,
            Set.of(
                    "workflow",
                    "direct",
                    "kamelet",
                    "bean",
                    "log",
                    "destination",
                    "http-connection",
                    "sql-connection",
                    "http",
                    "https"),
            RouteFileKind.KAMELET,
            Set.of("kamelet", "bean", "log", "http-connection", "sql-connection", "http", "https"));

    /** Components whose address is the target itself; only {@link PolicyLevel#OPEN} has them. */
    static final Set<String> LITERAL_SCHEMES = Set.of("http", "https");

    /** The options of Camel's components; those of the engine's own are what their endpoints can be set. */
    static final Map<String, Set<String>> COMPONENT_OPTIONS = Map.of(
            "direct",
            Set.of(),
            "bean",
            Set.of("method"),
            TriggerRules.SCHEME,
            TriggerRules.OPTIONS,
            "platform-http",
            Set.of("httpMethodRestrict", "consumes", "produces"),
            "log",
            Set.of(
                    "level",
                    "marker",
                    "maxChars",
                    "multiline",
                    "showAll",
                    "showBody",
                    "showBodyType",
                    "showException",
                    "showExchangeId",
                    "showHeaders",
                    "showProperties",
                    "showRouteId",
                    "showVariables"));

    static final Map<String, String> SCHEME_REASONS = Map.ofEntries(
            entry("http", "an outside call belongs into a Kamelet, or goes to http-connection:NAME"),
            entry("https", "an outside call belongs into a Kamelet, or goes to http-connection:NAME"),
            entry("rest", "REST doors belong into intake/"),
            entry("platform-http", "REST doors belong into intake/"),
            entry("timer", "workflows are started by runs and schedules"),
            entry("quartz", "workflows are started by runs and schedules"),
            entry("scheduler", "workflows are started by runs and schedules"),
            entry("delay", "only a run can wait; start one with workflow:NAME"),
            entry("approval", "only a run can wait; start one with workflow:NAME"),
            entry("callback", "only a run can wait; start one with workflow:NAME"),
            entry("seda", "its queue is lost when the engine stops; send to workflow:NAME?wait=false"),
            entry("exec", "it runs commands of the machine"),
            entry("file", "it reads and writes the machine's files"),
            entry("language", "scripts are not allowed"),
            entry("controlbus", "it stops routes"));

    /** Expression languages that may be used, and those of Camel's schema that may not. */
    static final Set<String> LANGUAGES =
            Set.of("constant", "simple", "jsonpath", "header", "variable", "exchangeProperty", "method", "tokenize");

    static final Set<String> FORBIDDEN_LANGUAGES = Set.of(
            "csimple",
            "datasonnet",
            "groovy",
            "hl7terser",
            "java",
            "joor",
            "jq",
            "js",
            "language",
            "mvel",
            "ognl",
            "python",
            "ref",
            "spel",
            "wasm",
            "xpath",
            "xquery",
            "xtokenize");

    static final Set<String> SIMPLE_FUNCTIONS = AuthorExpressions.FUNCTIONS;
    static final Set<String> SIMPLE_METHODS = AuthorExpressions.METHODS;
    static final Set<String> TYPES = AuthorExpressions.TYPES;

    static final Set<String> DATA_FORMATS = Set.of("json");

    /** Options of the data format, each with the values that it may have when not all will do. */
    static final Map<String, Set<String>> JSON_OPTIONS =
            Map.of("id", Set.of(), "prettyPrint", Set.of("true", "false"), "library", Set.of("Jackson"));

    /** What a route may catch. */
    static final Pattern CAUGHT = Pattern.compile("(java|org\\.apache\\.camel|io\\.aiworkflow)(\\.[A-Za-z0-9_$]+)+");

    static final Set<String> EXCEPTIONS = Set.of(
            "java.lang.IllegalArgumentException", "java.lang.IllegalStateException", "java.lang.RuntimeException");

    /** Beginnings of the names of exchange properties by which the engine and Camel steer a run, in lower case. */
    static final List<String> ENGINE_PROPERTIES = List.of("aiworkflow", "camel", "runid", "effectkey");

    /** Beginning of the names of exchange properties whose text a bean evaluates. */
    static final String EVALUATED_PROPERTIES = "ollama.";

    /** Beginnings of texts that make Camel read a file or build an object of any class. */
    static final List<String> FORBIDDEN_TEXTS = List.of(
            "resource:",
            "#bean:",
            "#class:",
            "#type:",
            "#autowired",
            "#property:",
            "#valueAs(",
            "class:",
            "type:",
            "RAW(",
            "RAW{");

    /** Settings that route files may read: {@code {{routes.…}}}. */
    static final String PLACEHOLDER_PREFIX = "routes.";

    /** Where authors' own REST doors are: behind it stands the name of their file. */
    static final String DOOR_PREFIX = "/intake/";

    static final int MAX_LOOPS = 1000;
    static final int MAX_PARTS = 10_000;
    static final int MAX_RECIPIENTS = 20;
    static final int MAX_DELAY_MILLIS = 10_000;
    static final int MAX_THROTTLE_MILLIS = 60_000;
}
