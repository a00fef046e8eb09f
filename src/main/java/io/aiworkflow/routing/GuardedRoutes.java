package io.aiworkflow.routing;

import java.util.List;
import java.util.Set;
import org.apache.camel.Processor;
import org.apache.camel.model.LoopDefinition;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/**
 * Adds to the routes of authors what they do not write themselves, at the moment that Camel takes a route in: the
 * removal of headers as the first step, the limits of loops and splits, and the table behind computed targets. The
 * routes that Camel makes of {@code rest} blocks and of Kamelets pass here too; those of the engine stay as they are.
 */
final class GuardedRoutes extends ModelLifecycleStrategySupport {
    private static final List<String> ENTRANCES = List.of("workflow:", "platform-http:", "rest:");

    private Set<String> headers;

    /** From now on, on this thread, routes of a file come in that has a use for these headers. */
    void begin(Set<String> used) {
        headers = used;
    }

    void end() {
        headers = null;
    }

    @Override
    public void onAddRouteDefinition(RouteDefinition route) {
        boolean kamelet = Boolean.TRUE.equals(route.isKamelet());
        if (kamelet || headers != null) {
            limit(route);
        }
        if (!kamelet && headers != null) {
            String from = String.valueOf(route.getInput().getEndpointUri());
            boolean entrance = ENTRANCES.stream().anyMatch(from::startsWith);
            insert(route, entrance ? InboundHeaders.atEntrance(headers) : InboundHeaders.within());
            keepToDestinations(route);
        }
    }

    /** Camel keeps its own additions, such as what is done about exceptions, before all steps. */
    private static void insert(ProcessorDefinition<?> parent, Processor processor) {
        List<ProcessorDefinition<?>> steps = parent.getOutputs();
        int place = 0;
        while (place < steps.size() && steps.get(place).isAbstract()) {
            place++;
        }
        ProcessDefinition step = new ProcessDefinition(processor);
        step.setParent(parent);
        steps.add(place, step);
    }

    /** Routes that are made of one Kamelet may share what is in it. */
    private static boolean isLimited(LoopDefinition loop) {
        return loop.getOutputs().get(0) instanceof ProcessDefinition first && first.getProcessor() instanceof TurnLimit;
    }

    /** What the file rules have found to be names is not left to Camel to make addresses of. */
    private static void keepToDestinations(RouteDefinition route) {
        for (ToDynamicDefinition step :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDynamicDefinition.class)) {
            step.setEndpointProducerBuilder(new DestinationAddress(step.getUri()));
            step.setAllowOptimisedComponents("false");
        }
        for (RecipientListDefinition<?> list :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), RecipientListDefinition.class)) {
            list.setExpression(new ExpressionDefinition(DestinationNames.several(list.getExpression())));
        }
    }

    private static void limit(RouteDefinition route) {
        for (LoopDefinition loop :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), LoopDefinition.class)) {
            if (!isLimited(loop)) {
                insert(loop, new TurnLimit());
            }
        }
        for (SplitDefinition split :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SplitDefinition.class)) {
            boolean flowing = "true".equals(split.getStreaming()) && split.getAggregationStrategy() == null;
            boolean limited = split.getExpression().getExpressionValue() instanceof PartLimit;
            if (!flowing && !limited) {
                PartLimit limit = new PartLimit(split.getExpression(), split.getDelimiter());
                split.setExpression(new ExpressionDefinition(limit));
            }
        }
    }
}
