package io.aiworkflow.waiting;

import io.aiworkflow.platform.AuthorResources;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** The Camel component behind one of the schemes {@code delay:}, {@code approval:} and {@code callback:}. */
public final class WaitingComponent extends DefaultComponent {
    private final WaitingPoint.Kind kind;
    private final WaitingPoints points;
    private final AuthorResources resources;

    /** @param points lets the runs wait */
    public WaitingComponent(WaitingPoint.Kind kind, WaitingPoints points, AuthorResources resources) {
        this.kind = kind;
        this.points = points;
        this.resources = resources;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        WaitingEndpoint endpoint = switch (kind) {
            case DELAY -> new DelayEndpoint(uri, this, remaining);
            case APPROVAL -> new ApprovalEndpoint(uri, this, remaining);
            case CALLBACK -> new CallbackEndpoint(uri, this, remaining);
        };
        setProperties(endpoint, parameters);
        endpoint.validate();
        return endpoint;
    }

    WaitingPoints points() {
        return points;
    }

    AuthorResources resources() {
        return resources;
    }
}
