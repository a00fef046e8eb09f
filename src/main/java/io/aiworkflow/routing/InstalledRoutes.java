package io.aiworkflow.routing;

import java.util.List;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.rest.RestDefinition;

/** What one load of a file put into a Camel context, the routes of its Kamelets included, so that it can be undone. */
record InstalledRoutes(List<RouteDefinition> routes, List<RestDefinition> rests) {}
