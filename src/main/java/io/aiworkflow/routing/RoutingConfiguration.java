package io.aiworkflow.routing;

import io.aiworkflow.connections.HttpConnections;
import io.aiworkflow.connections.SqlConnections;
import io.aiworkflow.destinations.Destinations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Gathers what this deployment grants to its authors. */
@Configuration(proxyBeanMethods = false)
class RoutingConfiguration {
    @Bean
    AuthorRights authorRights(
            RoutePolicyProperties policy,
            Environment environment,
            HttpConnections connections,
            SqlConnections databases,
            Destinations destinations) {
        return new AuthorRights(PolicyLevel.of(policy, environment), connections, databases, destinations);
    }
}
