package io.aiworkflow.routing;

import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.springframework.stereotype.Component;

/** For {@code split} and {@code multicast}, as {@code gatherBodies}: the body becomes the list of the parts' bodies. */
@Component("gatherBodies")
class GatherBodies extends GroupedBodyAggregationStrategy {}
