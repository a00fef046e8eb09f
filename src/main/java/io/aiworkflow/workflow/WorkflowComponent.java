package io.aiworkflow.workflow;

import io.aiworkflow.platform.AuthorResources;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * The Camel component behind {@code workflow:NAME}. A route that starts there is a workflow: it enters the catalogue
 * when the route starts and leaves it when the route stops. Sending there starts a sub-run.
 */
public class WorkflowComponent extends DefaultComponent {
    private final WorkflowCatalogue catalogue;
    private final AuthorResources resources;
    private final SubRuns subRuns;

    /** @param subRuns starts the runs that routes ask for by sending to {@code workflow:NAME} */
    public WorkflowComponent(WorkflowCatalogue catalogue, AuthorResources resources, SubRuns subRuns) {
        this.catalogue = catalogue;
        this.resources = resources;
        this.subRuns = subRuns;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        WorkflowEndpoint endpoint = new WorkflowEndpoint(uri, this, remaining);
        setProperties(endpoint.options(), parameters);
        setProperties(endpoint, parameters);
        endpoint.validate();
        return endpoint;
    }

    WorkflowCatalogue catalogue() {
        return catalogue;
    }

    AuthorResources resources() {
        return resources;
    }

    SubRuns subRuns() {
        return subRuns;
    }
}
