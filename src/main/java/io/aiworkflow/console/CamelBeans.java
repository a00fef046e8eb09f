package io.aiworkflow.console;

import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Producer;
import org.apache.camel.Service;
import org.apache.camel.management.DefaultManagementObjectNameStrategy;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.stereotype.Component;

/**
 * Has Camel register MBeans for routes and endpoints, and within routes for what has an id of its own, such as the steps of
 * workflows. The nameless parts of some hundred doors, and what {@link ConsolePolicy} hides anyway, would cost memory and
 * time at each start.
 */
@Component
@ConsolePart
class CamelBeans implements CamelContextConfiguration {
    @Override
    public void beforeApplicationStart(CamelContext camel) {
        ManagementAgent agent = camel.getManagementStrategy().getManagementAgent();
        if (agent != null) {
            agent.setOnlyRegisterProcessorWithCustomId(true);
            camel.getManagementStrategy().setManagementObjectNameStrategy(new ShownNames());
        }
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {}

    /** Camel registers nothing that has no name. */
    private static final class ShownNames extends DefaultManagementObjectNameStrategy {
        @Override
        public ObjectName getObjectNameForConsumer(CamelContext context, Consumer consumer) {
            return null;
        }

        @Override
        public ObjectName getObjectNameForProducer(CamelContext context, Producer producer) {
            return null;
        }

        @Override
        public ObjectName getObjectNameForService(CamelContext context, Service service) {
            return null;
        }

        @Override
        public ObjectName getObjectNameForEventNotifier(CamelContext context, EventNotifier notifier) {
            return null;
        }
    }
}
