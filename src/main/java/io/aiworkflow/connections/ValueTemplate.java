package io.aiworkflow.connections;

import io.aiworkflow.platform.AuthorExpressions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/**
 * A text of an author in which <code>${…}</code> stands for values. A value is inserted as it is or encoded, and never
 * evaluated again.
 */
record ValueTemplate(List<Part> parts) {

    /** @throws IllegalArgumentException when an expression has no end */
    static ValueTemplate parse(String text) {
        List<Part> parts = new ArrayList<>();
        int position = 0;
        for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", position)) {
            int end = endOfExpression(text, start);
            add(parts, text.substring(position, start), false);
            add(parts, text.substring(start, end), true);
            position = end;
        }
        add(parts, text.substring(position), false);
        return new ValueTemplate(List.copyOf(parts));
    }

    private static void add(List<Part> parts, String text, boolean expression) {
        if (!text.isEmpty()) {
            parts.add(new Part(text, expression));
        }
    }

    /** Expressions nest, so their braces are counted. */
    private static int endOfExpression(String text, int start) {
        int depth = 0;
        for (int i = start + 1; i < text.length(); i++) {
            if (text.charAt(i) == '{') {
                depth++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("an expression that begins with ${ has no end");
    }

    /**
     * The text with its values.
     *
     * @param encoding what is done to each value
     * @return null when the text is a single expression without a value
     */
    String fill(Exchange exchange, UnaryOperator<String> encoding) {
        StringBuilder filled = new StringBuilder();
        for (Part part : parts) {
            String value = part.expression() ? value(part.text(), exchange) : part.text();
            if (value == null && parts.size() == 1) {
                return null;
            }
            filled.append(part.expression() && value != null ? encoding.apply(value) : value == null ? "" : value);
        }
        return filled.toString();
    }

    private static String value(String expression, Exchange exchange) {
        AuthorExpressions.require(expression);
        Expression simple = exchange.getContext().resolveLanguage("simple").createExpression(expression);
        simple.init(exchange.getContext());
        Object value = simple.evaluate(exchange, Object.class);
        if (value == null || value instanceof CharSequence || value instanceof Number || value instanceof Boolean) {
            return value == null ? null : value.toString();
        }
        throw new IllegalArgumentException("%s must be a text, a number or a boolean here, but is a %s"
                .formatted(expression, value.getClass().getSimpleName()));
    }

    /** A piece of the author's text, or one expression of it. */
    record Part(String text, boolean expression) {}
}
