package io.aiworkflow.destinations;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** One name of the table, which stands for an endpoint that is always the same. It has no options. */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "destination",
        title = "Destination",
        syntax = "destination:name",
        category = {Category.WORKFLOW},
        producerOnly = true,
        headersClass = Void.class)
final class DestinationEndpoint extends DefaultEndpoint {
    @UriPath(description = "A name of the operator's table")
    @Metadata(required = true)
    private final String name;

    private final Endpoint target;

    DestinationEndpoint(String uri, DestinationComponent component, String name, Endpoint target) {
        super(uri, component);
        this.name = name;
        this.target = target;
    }

    @Override
    public Producer createProducer() throws Exception {
        CallGuard guard = ((DestinationComponent) getComponent()).guard();
        return new DestinationProducer(this, guard.around(target.createAsyncProducer()));
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("no route starts at destination:" + name);
    }

    public String getName() {
        return name;
    }
}
