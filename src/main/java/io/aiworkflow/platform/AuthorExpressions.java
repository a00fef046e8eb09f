package io.aiworkflow.platform;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What texts of authors may do in Camel's Simple language: read data by name and index, and use functions of a list.
 * Everything that could call a method or reach a bean, a class or a setting is not among it. Files are judged by it when
 * they are loaded, and whoever evaluates a text later judges it once more, since a text may have been put together.
 */
public final class AuthorExpressions {
    /** Functions of the Simple language that stand alone or take arguments: {@code ${uuid}}, {@code ${join(…)}}. */
    public static final Set<String> FUNCTIONS = Set.of(
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
    public static final Set<String> METHODS =
            Set.of("contains", "containsKey", "getOrDefault", "isBlank", "isEmpty", "length", "size");

    /** Java types that an expression or a conversion may name; {@code java.io.File} would open files by name. */
    public static final Set<String> TYPES = Set.of(
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

    /** Deepest nesting of functions. */
    private static final int MAX_DEPTH = 20;

    private static final String INDEX = "(\\??\\[[^\\[\\]()$]{1,80}\\])*";
    private static final String ARGUMENT = "('[^'$]{0,80}'|-?\\d{1,9}|true|false|null)";
    private static final String METHOD =
            "(\\.(" + String.join("|", METHODS) + ")\\((" + ARGUMENT + "(,\\s?" + ARGUMENT + ")?)?\\))?";
    private static final Pattern DATA = Pattern.compile("(body|(headers?|variables?|exchangeProperty)[.:][A-Za-z0-9_-]+"
            + "|(headers?|variables?|exchangeProperty)\\[[A-Za-z0-9'\"_-]+\\])" + INDEX + METHOD);
    private static final Pattern READING = Pattern.compile("(?s)(body|headers?|variables?|exchangeProperty)\\b.*");
    private static final Pattern TYPED = Pattern.compile("(mandatoryBodyAs|bodyAs)\\(([^()]*)\\)");
    private static final Pattern FUNCTION = Pattern.compile("([A-Za-z.-]+)(?:[(:].*)?", Pattern.DOTALL);

    private AuthorExpressions() {}

    /** The first thing in the text that is not allowed. */
    public static Optional<Fault> fault(String text) {
        return fault(text.replace("$simple{", "${"), 0);
    }

    /** @throws IllegalArgumentException when something in the text is not allowed */
    public static void require(String text) {
        Optional<Fault> fault = fault(text);
        if (fault.isPresent()) {
            throw new IllegalArgumentException(
                    "the expression %s is not allowed".formatted(fault.get().expression()));
        }
    }

    private static Optional<Fault> fault(String text, int depth) {
        if (text.contains("$init{")) {
            return Optional.of(new Fault(Kind.INIT_BLOCK, "$init{"));
        }
        int from = text.indexOf("${");
        while (from >= 0) {
            int end = closing(text, from + 2);
            if (end < 0) {
                return Optional.of(new Fault(Kind.UNCLOSED, text.substring(from)));
            }
            String content = text.substring(from + 2, end);
            Optional<Fault> fault = depth > MAX_DEPTH
                    ? Optional.of(new Fault(Kind.FUNCTION, "${" + content + "}"))
                    : judge(content).or(() -> fault(content, depth + 1));
            if (fault.isPresent()) {
                return fault;
            }
            from = text.indexOf("${", end);
        }
        return Optional.empty();
    }

    private static int closing(String text, int from) {
        int open = 1;
        for (int i = from; i < text.length(); i++) {
            open += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (open == 0) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<Fault> judge(String content) {
        Matcher typed = TYPED.matcher(content);
        Matcher named = FUNCTION.matcher(content);
        boolean allowed = DATA.matcher(content).matches()
                || typed.matches() && TYPES.contains(typed.group(2))
                || named.matches() && FUNCTIONS.contains(named.group(1));
        if (allowed) {
            return Optional.empty();
        }
        Kind kind = READING.matcher(content).matches() ? Kind.METHOD : Kind.FUNCTION;
        return Optional.of(new Fault(kind, "${" + content + "}"));
    }

    /** How an expression goes too far. */
    public enum Kind {
        INIT_BLOCK,
        UNCLOSED,
        /** It reads data, but calls a method on it. */
        METHOD,
        FUNCTION
    }

    /**
     * Something that is not allowed.
     *
     * @param expression as it stands in the text
     */
    public record Fault(Kind kind, String expression) {}
}
