package io.aiworkflow.workflow;

import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;

/** One {@code quartz:NAME} with its options, which are checked when the route is loaded. */
public class TriggerEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {
    private final String name;
    private final ScheduleOptions options;

    TriggerEndpoint(String uri, TriggerComponent component, String name, ScheduleOptions options) {
        super(uri, component);
        this.name = name;
        this.options = options;
    }

    void validate() {
        require(WorkflowEndpoint.isName(name), "the name may hold lower-case letters, digits and single hyphens");
        options.validate(this::require);
        require(options.timetable().isPresent(), "it needs the option cron, or trigger.repeatInterval");
    }

    private void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException("quartz:%s: %s".formatted(name, rule));
        }
    }

    @Override
    public Producer createProducer() {
        throw new UnsupportedOperationException("nothing can be sent to quartz:");
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        TriggerConsumer consumer = new TriggerConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** While a replaced file finishes its last runs, two routes start at the same endpoint. */
    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    @Override
    public TriggerComponent getComponent() {
        return (TriggerComponent) super.getComponent();
    }

    String name() {
        return name;
    }

    ScheduleOptions options() {
        return options;
    }
}
