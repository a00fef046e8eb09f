package io.aiworkflow.destinations;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** The Camel component behind {@code destination:NAME}. It looks names up in the table and nowhere else. */
public final class DestinationComponent extends DefaultComponent {
    private static final String PREFIX = "destination:";

    private final Destinations destinations;
    private final CallGuard guard;

    public DestinationComponent(Destinations destinations, CallGuard guard) {
        this.destinations = destinations;
        this.guard = guard;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        String target = destinations.find(remaining).orElseThrow(() -> new UnknownDestination(remaining));
        return new DestinationEndpoint(uri, this, remaining, getCamelContext().getEndpoint(target));
    }

    /**
     * The endpoint of a name that comes from data. Only a name that is in the table is made into an address.
     *
     * @throws UnknownDestination when it is anything else
     */
    public Endpoint endpoint(Object name) {
        if (!(name instanceof CharSequence text)
                || destinations.find(text.toString()).isEmpty()) {
            throw new UnknownDestination(name);
        }
        return getCamelContext().getEndpoint(PREFIX + text);
    }

    CallGuard guard() {
        return guard;
    }
}
