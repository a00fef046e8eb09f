package io.aiworkflow.workflow;

import io.aiworkflow.platform.AuthorResources;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Endpoint;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.PropertiesHelper;

/**
 * The Camel component behind {@code workflow:NAME}. A route that starts there is a workflow: it enters the catalogue
 * when the route starts and leaves it when the route stops. Sending there starts a sub-run.
 */
public class WorkflowComponent extends DefaultComponent {
    private static final String STEP_PREFIX = "step.";

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
        addStepOptions(endpoint.options(), PropertiesHelper.extractProperties(parameters, STEP_PREFIX));
        setProperties(endpoint.options(), parameters);
        setProperties(endpoint.options().schedule(), parameters);
        setProperties(endpoint, parameters);
        endpoint.validate();
        return endpoint;
    }

    WorkflowCatalogue catalogue() {
        return catalogue;
    }

    /** @param given values by ID.OPTION; an id may hold dots, an option does not */
    private void addStepOptions(WorkflowOptions options, Map<String, Object> given) throws Exception {
        Map<String, Map<String, Object>> byStep = new TreeMap<>();
        for (Map.Entry<String, Object> option : given.entrySet()) {
            int dot = option.getKey().lastIndexOf('.');
            if (dot <= 0) {
                throw new IllegalArgumentException(
                        "'%s%s' is not an option; write it as step.ID.OPTION".formatted(STEP_PREFIX, option.getKey()));
            }
            byStep.computeIfAbsent(option.getKey().substring(0, dot), id -> new HashMap<>())
                    .put(option.getKey().substring(dot + 1), option.getValue());
        }
        for (Map.Entry<String, Map<String, Object>> step : byStep.entrySet()) {
            options.putStep(step.getKey(), stepOptions(STEP_PREFIX + step.getKey() + ".", step.getValue()));
        }
    }

    private StepOptions stepOptions(String prefix, Map<String, Object> given) throws Exception {
        StepOptions options = new StepOptions();
        try {
            setProperties(options, given);
        } catch (PropertyBindingException e) {
            // Camel's own message names the option without its step.
            throw new IllegalArgumentException(
                    "'%s' is not a value for the option '%s%s'".formatted(e.getValue(), prefix, e.getPropertyName()));
        }
        if (!given.isEmpty()) {
            String unknown = given.keySet().iterator().next();
            throw new IllegalArgumentException(
                    "a step has no option '%s' ('%s%s')".formatted(unknown, prefix, unknown));
        }
        return options;
    }

    AuthorResources resources() {
        return resources;
    }

    SubRuns subRuns() {
        return subRuns;
    }
}
