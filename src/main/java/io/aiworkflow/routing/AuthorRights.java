package io.aiworkflow.routing;

import io.aiworkflow.connections.HttpConnections;
import io.aiworkflow.connections.SqlConnections;

/** What a deployment grants to its authors: the level, and the outside systems that they may call. */
record AuthorRights(PolicyLevel level, HttpConnections connections, SqlConnections databases) {}
