package io.aiworkflow.waiting;

import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** A named point at which a run waits. Its options are checked when the route is loaded. */
public abstract class WaitingEndpoint extends DefaultEndpoint {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int MAX_NAME_LENGTH = 63;
    private static final Duration LONGEST = Duration.ofDays(366);

    @UriPath(description = "Names the point within its route: lower-case letters, digits and single hyphens")
    @Metadata(required = true)
    private final String name;

    WaitingEndpoint(String uri, Component component, String name) {
        super(uri, component);
        this.name = name;
    }

    /** @throws IllegalArgumentException naming the rule that is broken */
    void validate() {
        require(
                name.length() <= MAX_NAME_LENGTH && NAME.matcher(name).matches(),
                "the name may hold lower-case letters, digits and single hyphens, at most 63 characters");
    }

    /** Passes the point, or throws what makes the run wait. */
    abstract void reach(Exchange exchange, WaitingPoints points) throws Exception;

    void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException("%s: %s".formatted(label(), rule));
        }
    }

    void requireLength(String option, Duration length) {
        require(
                length == null || (length.toMillis() >= 1 && length.compareTo(LONGEST) <= 0),
                option + " must be between 1 millisecond and 366 days");
    }

    /** As it is written in the route, without options. */
    String label() {
        return getEndpointBaseUri().replaceFirst("://", ":");
    }

    public String getName() {
        return name;
    }

    @Override
    public Producer createProducer() {
        WaitingPoints points = ((WaitingComponent) getComponent()).points();
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                reach(exchange, points);
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("no route starts at " + label());
    }
}
