package io.aiworkflow.destinations;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the destinations known to Camel. */
@Configuration(proxyBeanMethods = false)
class DestinationsConfiguration {
    /** The bean's name is the scheme under which Camel finds the component. */
    @Bean("destination")
    DestinationComponent destination(Destinations destinations, CallGuard guard) {
        return new DestinationComponent(destinations, guard);
    }
}
