package io.aiworkflow.routing;

import io.aiworkflow.platform.AuthorExpressions;
import java.util.Optional;

/** Tells authors what a text in the Simple language may not do, and what they probably meant. */
final class SimpleRules {
    private SimpleRules() {}

    /** What is wrong with the text, or nothing. */
    static Optional<String> fault(String text) {
        return AuthorExpressions.fault(text).map(SimpleRules::tell);
    }

    private static String tell(AuthorExpressions.Fault fault) {
        return switch (fault.kind()) {
            case INIT_BLOCK -> "$init{…} blocks are not allowed in Simple";
            case UNCLOSED -> "'%s' has no closing brace".formatted(YamlNodes.shorten(fault.expression()));
            case METHOD ->
                "'${%s}' calls a method that is not allowed; read data by name and index, as ${body[text]}, ${variable.answer} or ${header.name}"
                        .formatted(YamlNodes.shorten(content(fault)));
            case FUNCTION ->
                "the Simple function '${%s}' is not allowed%s"
                        .formatted(
                                YamlNodes.shorten(content(fault)),
                                Spelling.hint(content(fault).split("[.:(\\s]", 2)[0], AuthorPolicy.SIMPLE_FUNCTIONS));
        };
    }

    /** What stands between the braces. */
    private static String content(AuthorExpressions.Fault fault) {
        return fault.expression().substring(2, fault.expression().length() - 1);
    }
}
