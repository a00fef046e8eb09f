package io.aiworkflow.workflow;

import java.util.regex.Pattern;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * One {@code workflow:NAME} with its options. As a consumer it declares the workflow NAME; as a producer it starts a
 * sub-run of it. Options are checked when the route is loaded, not when it runs.
 */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "workflow",
        title = "Workflow",
        syntax = "workflow:name",
        category = {Category.WORKFLOW},
        headersClass = Void.class)
public class WorkflowEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int MAX_NAME_LENGTH = 63;

    @UriPath(description = "The workflow's public name: lower-case letters, digits and single hyphens")
    @Metadata(required = true)
    private final String name;

    @UriParam(label = "consumer", description = "JSON Schema of the input, as schemas/FILE in the routes folder")
    private String input;

    @UriParam(label = "consumer", description = "JSON Schema of the result, as schemas/FILE in the routes folder")
    private String output;

    @UriParam(label = "consumer")
    private final WorkflowOptions options = new WorkflowOptions();

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description = "Whether to wait for the sub-run and take its result as body; if not, the body is its id")
    private boolean wait = true;

    WorkflowEndpoint(String uri, WorkflowComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    void validate() {
        require(isName(name), "the name may hold lower-case letters, digits and single hyphens, at most 63 characters");
        options.validate(this::require);
    }

    static boolean isName(String text) {
        return text.length() <= MAX_NAME_LENGTH && NAME.matcher(text).matches();
    }

    private void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException("workflow:" + name + ": " + rule);
        }
    }

    @Override
    public Producer createProducer() {
        return new WorkflowProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        WorkflowConsumer consumer = new WorkflowConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** While a replaced route finishes its last runs, two routes start at the same endpoint. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public boolean isSingleton() {
        return true;
    }

    @Override
    public WorkflowComponent getComponent() {
        return (WorkflowComponent) super.getComponent();
    }

    public String getName() {
        return name;
    }

    public String getInput() {
        return input;
    }

    public void setInput(String input) {
        this.input = input;
    }

    public String getOutput() {
        return output;
    }

    public void setOutput(String output) {
        this.output = output;
    }

    public WorkflowOptions options() {
        return options;
    }

    public boolean isWait() {
        return wait;
    }

    public void setWait(boolean wait) {
        this.wait = wait;
    }
}
