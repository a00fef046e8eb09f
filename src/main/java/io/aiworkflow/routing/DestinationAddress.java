package io.aiworkflow.routing;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Expression;
import org.apache.camel.builder.EndpointProducerBuilder;

/** The address of an author's {@code toD}, of which only the name behind the colon is evaluated. */
record DestinationAddress(String uri) implements EndpointProducerBuilder {
    @Override
    public String getRawUri() {
        return uri;
    }

    @Override
    public Expression expr(CamelContext context) {
        return DestinationNames.one(uri.substring(DestinationRules.SCHEME.length() + 1));
    }

    @Override
    public Endpoint resolve(CamelContext context) {
        throw fixed();
    }

    @Override
    public <T extends Endpoint> T resolve(CamelContext context, Class<T> type) {
        throw fixed();
    }

    @Override
    public void doSetProperty(String name, Object value) {
        throw fixed();
    }

    @Override
    public void doSetMultiValueProperty(String name, String key, Object value) {
        throw fixed();
    }

    @Override
    public void doSetMultiValueProperties(String name, String prefix, Map<String, Object> values) {
        throw fixed();
    }

    private static UnsupportedOperationException fixed() {
        return new UnsupportedOperationException("a destination is known when a message comes, and has no options");
    }
}
