package io.aiworkflow.routing;

import io.aiworkflow.connections.HttpConnections;
import io.aiworkflow.connections.SqlConnections;
import io.aiworkflow.destinations.Destinations;

/** What a deployment grants to its authors: the level, the outside systems that they may call, and the destinations. */
record AuthorRights(
        PolicyLevel level, HttpConnections connections, SqlConnections databases, Destinations destinations) {}
