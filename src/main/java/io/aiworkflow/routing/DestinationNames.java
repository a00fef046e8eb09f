package io.aiworkflow.routing;

import io.aiworkflow.destinations.DestinationComponent;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.model.language.SimpleExpression;

/**
 * The names that a step of an author yields, given to Camel as the endpoints that they stand for. So Camel makes no
 * address of what comes from data.
 */
final class DestinationNames implements Expression {
    private final ExpressionDefinition definition;
    private final boolean several;
    private Expression names;
    private DestinationComponent destinations;

    private DestinationNames(ExpressionDefinition definition, boolean several) {
        this.definition = definition;
        this.several = several;
    }

    /** @param name a text in Simple */
    static DestinationNames one(String name) {
        return new DestinationNames(new SimpleExpression(name), false);
    }

    /** @param names yields a list of names, or a text in which commas separate them */
    static DestinationNames several(ExpressionDefinition names) {
        return new DestinationNames(names, true);
    }

    @Override
    public void init(CamelContext context) {
        names = definition.createExpression(context);
        destinations = context.getComponent(DestinationRules.SCHEME, DestinationComponent.class);
    }

    @Override
    public <T> T evaluate(Exchange exchange, Class<T> type) {
        Object value = names.evaluate(exchange, Object.class);
        return type.cast(several ? endpoints(value) : destinations.endpoint(value));
    }

    private List<Endpoint> endpoints(Object value) {
        Collection<?> each = split(value);
        if (each.size() > AuthorPolicy.MAX_RECIPIENTS) {
            throw new PermanentException(
                    ErrorCode.WORKFLOW_FAILED,
                    "a 'recipientList' sends to at most %d destinations".formatted(AuthorPolicy.MAX_RECIPIENTS));
        }
        return each.stream().map(destinations::endpoint).toList();
    }

    private static Collection<?> split(Object value) {
        if (value instanceof CharSequence text) {
            return text.toString().isBlank()
                    ? List.of()
                    : Arrays.stream(text.toString().split(",", AuthorPolicy.MAX_RECIPIENTS + 1))
                            .map(String::strip)
                            .toList();
        }
        if (value instanceof Collection<?> collection) {
            return collection;
        }
        return value instanceof Object[] array ? Arrays.asList(array) : value == null ? List.of() : List.of(value);
    }
}
