package io.aiworkflow.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.platform.AuthorExpressions;
import java.util.Collection;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/**
 * An author's text with <code>${…}</code> expressions of Camel's Simple language in it. Only these expressions are
 * evaluated, and only those that authors may use: all other text stays as it is, and what an expression yields is
 * inserted and never evaluated again.
 */
final class PromptText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PromptText() {}

    /** The text with the value of each expression in its place; null becomes nothing, maps and lists become JSON. */
    static String fill(String text, Exchange exchange) {
        StringBuilder filled = new StringBuilder();
        int position = 0;
        for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", position)) {
            int end = endOfExpression(text, start);
            filled.append(text, position, start);
            filled.append(asText(evaluate(text.substring(start, end), exchange), exchange));
            position = end;
        }
        return filled.append(text, position, text.length()).toString();
    }

    /** The value itself when the text is nothing but one expression, else the filled text. */
    static Object value(String text, Exchange exchange) {
        String stripped = text.strip();
        boolean single = stripped.startsWith("${") && endOfExpression(stripped, 0) == stripped.length();
        return single ? evaluate(stripped, exchange) : fill(text, exchange);
    }

    private static Object evaluate(String expression, Exchange exchange) {
        AuthorExpressions.require(expression);
        Expression simple = exchange.getContext().resolveLanguage("simple").createExpression(expression);
        simple.init(exchange.getContext());
        return simple.evaluate(exchange, Object.class);
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
        throw new IllegalArgumentException("an expression that begins with ${ has no end: "
                + text.substring(start, Math.min(text.length(), start + 40)));
    }

    private static String asText(Object value, Exchange exchange) {
        if (value == null) {
            return "";
        }
        if (value instanceof Map || value instanceof Collection) {
            try {
                return JSON.writeValueAsString(value);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("a value in the prompt cannot be written as JSON", e);
            }
        }
        return exchange.getContext().getTypeConverter().convertTo(String.class, exchange, value);
    }
}
