package io.aiworkflow.worker;

import io.aiworkflow.platform.tracing.Tracing;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.LoopDefinition;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.StepDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.springframework.stereotype.Component;

/** Makes the {@code step} EIP of every route durable and its calls interruptible when the exchange belongs to a run. */
@Component
class StepJournaling implements InterceptStrategy {
    private final StepSizes sizes;
    private final Progress progress;
    private final Tracing tracing;

    StepJournaling(WorkerProperties properties, Progress progress, Tracing tracing) {
        this.sizes = StepSizes.of(properties);
        this.progress = progress;
        this.tracing = tracing;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        if (definition instanceof StepDefinition step) {
            return new JournaledStep(step.getId(), sizes, progress, tracing, target);
        }
        if (definition instanceof SplitDefinition
                || definition instanceof MulticastDefinition
                || definition instanceof RecipientListDefinition
                || definition instanceof LoopDefinition
                || definition instanceof EnrichDefinition) {
            return new NestedOccurrences(target);
        }
        // Before calls: its class extends that of a call to a computed address.
        if (definition instanceof WireTapDefinition) {
            return new OutsideOfRun(target);
        }
        if (definition instanceof ToDefinition
                || definition instanceof ToDynamicDefinition
                || definition instanceof BeanDefinition) {
            return new InterruptibleCall(target);
        }
        return target;
    }
}
