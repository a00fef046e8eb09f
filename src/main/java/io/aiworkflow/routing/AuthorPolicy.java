package io.aiworkflow.routing;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What authors may use, as lists: an allow-list wherever a mistake would give away power, and for the things that
 * people try most the reason why not. It holds no logic.
 */
final class AuthorPolicy {
    private AuthorPolicy() {}

    /** What a file may hold at its root. */
    static final Map<RouteFileKind, Set<String>> ROOT_ITEMS =
            Map.of(RouteFileKind.WORKFLOW, Set.of("route"), RouteFileKind.INTAKE, Set.of("route", "rest"));

    static final Map<RouteFileKind, Set<String>> FROM_SCHEMES = Map.of(
            RouteFileKind.WORKFLOW, Set.of("workflow", "direct"),
            RouteFileKind.INTAKE, Set.of("platform-http", "direct"),
            RouteFileKind.KAMELET, Set.of("kamelet"));

    static final Map<RouteFileKind, Set<String>> TO_SCHEMES = Map.of(
            RouteFileKind.WORKFLOW,
            Set.of("workflow", "delay", "approval", "callback", "direct", "kamelet", "bean", "log"),
            RouteFileKind.INTAKE,
            Set.of("workflow", "direct", "kamelet", "bean", "log", "http", "https"),
            RouteFileKind.KAMELET,
            Set.of("kamelet", "bean", "log", "http", "https"));

    static final Map<String, String> SCHEME_REASONS = Map.ofEntries(
            entry("http", "an outside call belongs into a Kamelet"),
            entry("https", "an outside call belongs into a Kamelet"),
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

    static final Set<String> STEPS = Set.of(
            "bean",
            "choice",
            "convertBodyTo",
            "delay",
            "doCatch",
            "doFinally",
            "doTry",
            "enrich",
            "filter",
            "kamelet",
            "log",
            "loop",
            "marshal",
            "multicast",
            "pipeline",
            "removeHeader",
            "removeHeaders",
            "removeProperties",
            "removeProperty",
            "removeVariable",
            "setBody",
            "setHeader",
            "setHeaders",
            "setProperty",
            "setVariable",
            "setVariables",
            "sort",
            "split",
            "step",
            "stop",
            "throttle",
            "throwException",
            "to",
            "transform",
            "unmarshal",
            "validate",
            "wireTap");

    static final Map<String, String> STEP_REASONS = Map.ofEntries(
            entry("toD", "an address that is computed from data can be steered by whoever sends the data; use 'to'"),
            entry("recipientList", "an address that is computed from data can be steered by whoever sends the data"),
            entry("routingSlip", "an address that is computed from data can be steered by whoever sends the data"),
            entry("dynamicRouter", "an address that is computed from data can be steered by whoever sends the data"),
            entry("pollEnrich", "it waits for a source that no run controls"),
            entry("poll", "it waits for a source that no run controls"),
            entry("script", "scripts are not allowed; write a bean"),
            entry("process", "call a bean's method with 'bean'"),
            entry("aggregate", "its groups are lost when the engine stops; 'split' has an aggregationStrategy"),
            entry("resequence", "its messages are lost when the engine stops"),
            entry("threads", "a run stays on the thread that executes it"),
            entry("saga", "runs are durable by their steps"),
            entry("transacted", "no transaction is open while a workflow runs"),
            entry("idempotentConsumer", "runs are idempotent by their key, steps by the journal"));

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

    /** Functions of the Simple language that stand alone or take arguments: {@code ${uuid}}, {@code ${join(…)}}. */
    static final Set<String> SIMPLE_FUNCTIONS = Set.of(
            "bodyOneLine",
            "collate",
            "date",
            "date-with-timezone",
            "empty",
            "exception.message",
            "exchangeId",
            "fromRouteId",
            "hash",
            "headers",
            "id",
            "iif",
            "join",
            "jsonpath",
            "list",
            "map",
            "messageTimestamp",
            "null",
            "pretty",
            "prettyBody",
            "random",
            "replace",
            "routeId",
            "skip",
            "stepId",
            "substring",
            "uuid",
            "variables");

    /** Methods of texts, lists and maps that may end a reference to data: {@code ${body[words].size()}}. */
    static final Set<String> SIMPLE_METHODS =
            Set.of("contains", "containsKey", "getOrDefault", "isBlank", "isEmpty", "length", "size");

    /** Java types that an expression or a conversion may name; {@code java.io.File} would open files by name. */
    static final Set<String> TYPES = Set.of(
            "String",
            "Boolean",
            "Integer",
            "Long",
            "Double",
            "boolean",
            "int",
            "long",
            "double",
            "byte[]",
            "java.lang.String",
            "java.lang.Boolean",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Double",
            "java.lang.Object",
            "java.util.List",
            "java.util.Map");

    static final Set<String> DATA_FORMATS = Set.of("json");
    static final Set<String> JSON_OPTIONS = Set.of("id", "library", "prettyPrint");

    static final Set<String> EXCEPTIONS = Set.of(
            "java.lang.IllegalArgumentException", "java.lang.IllegalStateException", "java.lang.RuntimeException");

    /** Headers of Camel's own that a route may set; others redirect calls or switch features on. */
    static final Set<String> CAMEL_HEADERS = Set.of("CamelHttpMethod", "CamelHttpResponseCode");

    /** Beginnings of texts that make Camel read a file or build an object of any class. */
    static final List<String> FORBIDDEN_TEXTS =
            List.of("resource:", "#class:", "#type:", "#autowired", "#property:", "#valueAs(", "class:", "type:");

    /** Settings that route files may read: {@code {{routes.…}}}. */
    static final String PLACEHOLDER_PREFIX = "routes.";

    static final int MAX_LOOPS = 1000;
    static final int MAX_DELAY_MILLIS = 10_000;

    /** Packages whose beans are the engine's inner parts and not offered to routes. */
    static final List<String> FORBIDDEN_BEAN_PACKAGES = List.of(
            "org.", "com.zaxxer.", "com.fasterxml.", "java.", "javax.", "jakarta.", "jdk.", "liquibase.", "io.zonky.");
}
