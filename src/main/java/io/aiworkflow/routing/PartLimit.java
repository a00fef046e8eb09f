package io.aiworkflow.routing;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.support.ObjectHelper;
import org.apache.camel.util.IOHelper;

/** What a split goes through, given out only when it has not too many parts to be held in memory. */
final class PartLimit implements Expression {
    private static final String NO_DELIMITER = "false";

    private final ExpressionDefinition definition;
    private final String delimiter;
    private Expression parts;

    /** @param delimiter what separates the parts of a text, as the author wrote it, or null */
    PartLimit(ExpressionDefinition definition, String delimiter) {
        this.definition = definition;
        this.delimiter = delimiter == null ? "," : NO_DELIMITER.equalsIgnoreCase(delimiter) ? null : delimiter;
    }

    @Override
    public void init(CamelContext context) {
        parts = definition.createExpression(context);
    }

    @Override
    public <T> T evaluate(Exchange exchange, Class<T> type) {
        Object value = limited(parts.evaluate(exchange, Object.class));
        return exchange.getContext().getTypeConverter().convertTo(type, exchange, value);
    }

    private Object limited(Object value) {
        if (value instanceof Collection<?> collection) {
            require(collection.size());
        } else if (value instanceof Map<?, ?> map) {
            require(map.size());
        } else if (value instanceof Iterator<?> iterator) {
            return new Counted(iterator);
        } else if (value instanceof CharSequence || value instanceof Object[]) {
            Iterator<?> each = ObjectHelper.createIterator(value, delimiter);
            for (int count = 0; each.hasNext(); each.next()) {
                require(++count);
            }
        } else if (value instanceof Iterable<?> iterable) {
            return new Counted(iterable.iterator());
        }
        return value;
    }

    private static void require(int count) {
        if (count > AuthorPolicy.MAX_PARTS) {
            throw new PermanentException(
                    ErrorCode.WORKFLOW_FAILED,
                    "a 'split' has at most %d parts; with 'streaming: true' and without an aggregationStrategy it has any number"
                            .formatted(AuthorPolicy.MAX_PARTS));
        }
    }

    /** Counts what is taken from another iterator, and closes it. */
    private static final class Counted implements Iterator<Object>, Closeable {
        private final Iterator<?> each;
        private int count;

        Counted(Iterator<?> each) {
            this.each = each;
        }

        @Override
        public boolean hasNext() {
            return each.hasNext();
        }

        @Override
        public Object next() {
            require(++count);
            return each.next();
        }

        @Override
        public void close() throws IOException {
            IOHelper.closeIterator(each);
        }
    }
}
