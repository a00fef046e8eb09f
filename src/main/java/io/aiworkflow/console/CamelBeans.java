package io.aiworkflow.console;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.stereotype.Component;

/**
 * Has Camel register MBeans for routes, and within them for what has an id of its own, such as the steps of workflows. The
 * nameless parts of some hundred doors would cost memory and time at each start.
 */
@Component
@ConsolePart
class CamelBeans implements CamelContextConfiguration {
    @Override
    public void beforeApplicationStart(CamelContext camel) {
        ManagementAgent agent = camel.getManagementStrategy().getManagementAgent();
        if (agent != null) {
            agent.setOnlyRegisterProcessorWithCustomId(true);
        }
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {}
}
