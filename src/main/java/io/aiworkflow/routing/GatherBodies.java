package io.aiworkflow.routing;

import io.aiworkflow.platform.OfferedToRoutes;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.springframework.stereotype.Component;

/** For {@code split} and {@code multicast}, as {@code gatherBodies}: the body becomes the list of the parts' bodies. */
@Component("gatherBodies")
@OfferedToRoutes
class GatherBodies extends GroupedBodyAggregationStrategy {}
