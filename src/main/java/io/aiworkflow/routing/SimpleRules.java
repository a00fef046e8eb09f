package io.aiworkflow.routing;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds what a text in the Simple language may not do. It lets data be read by name and index and functions of the
 * allow-list be used; everything that could call a method or reach a bean, a class or a setting is refused.
 */
final class SimpleRules {
    private static final String INDEX = "(\\??\\[[^\\[\\]()$]{1,80}\\])*";
    private static final String ARGUMENT = "('[^'$]{0,80}'|-?\\d{1,9}|true|false|null)";
    private static final String METHOD = "(\\.(" + String.join("|", AuthorPolicy.SIMPLE_METHODS) + ")\\((" + ARGUMENT
            + "(,\\s?" + ARGUMENT + ")?)?\\))?";
    private static final Pattern DATA = Pattern.compile("(body|(headers?|variables?|exchangeProperty)[.:][A-Za-z0-9_-]+"
            + "|(headers?|variables?|exchangeProperty)\\[[A-Za-z0-9'\"_-]+\\])" + INDEX + METHOD);
    private static final Pattern TYPED = Pattern.compile("(mandatoryBodyAs|bodyAs)\\(([^()]*)\\)");
    private static final Pattern FUNCTION = Pattern.compile("([A-Za-z.-]+)(?:[(:].*)?", Pattern.DOTALL);

    private SimpleRules() {}

    /** What is wrong with the text, or nothing. */
    static Optional<String> fault(String text) {
        String plain = text.replace("$simple{", "${");
        if (plain.contains("$init{")) {
            return Optional.of("$init{…} blocks are not allowed in Simple");
        }
        int from = plain.indexOf("${");
        while (from >= 0) {
            int end = closing(plain, from + 2);
            if (end < 0) {
                return Optional.of("'%s' has no closing brace".formatted(YamlNodes.shorten(plain.substring(from))));
            }
            String content = plain.substring(from + 2, end);
            Optional<String> fault = function(content).or(() -> fault(content));
            if (fault.isPresent()) {
                return fault;
            }
            from = plain.indexOf("${", end);
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

    private static Optional<String> function(String content) {
        if (DATA.matcher(content).matches()) {
            return Optional.empty();
        }
        var typed = TYPED.matcher(content);
        if (typed.matches() && AuthorPolicy.TYPES.contains(typed.group(2))) {
            return Optional.empty();
        }
        var named = FUNCTION.matcher(content);
        if (named.matches() && AuthorPolicy.SIMPLE_FUNCTIONS.contains(named.group(1))) {
            return Optional.empty();
        }
        String shown = "${" + YamlNodes.shorten(content) + "}";
        if (content.matches("(?s)(body|headers?|variables?|exchangeProperty)\\b.*")) {
            return Optional.of(
                    "'%s' calls a method that is not allowed; read data by name and index, as ${body[text]}, ${variable.answer} or ${header.name}"
                            .formatted(shown));
        }
        String head = content.split("[.:(\\s]", 2)[0];
        return Optional.of("the Simple function '%s' is not allowed%s"
                .formatted(shown, Spelling.hint(head, AuthorPolicy.SIMPLE_FUNCTIONS)));
    }
}
