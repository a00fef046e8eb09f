package io.aiworkflow.platform;

import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.CamelRequestHandlerMapping;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.env.Environment;

/** How HTTP requests reach Camel. */
@Configuration(proxyBeanMethods = false)
class WebServerConfiguration {
    /**
     * Runs each route on the thread of its request. The usual hand-over to another executor reads request objects that
     * Tomcat may already have recycled, and its queue hides overload.
     */
    @Bean(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME)
    PlatformHttpEngine platformHttpEngine(Environment environment, ObjectProvider<InboundAdmission> admission) {
        int port = environment.getProperty("server.port", Integer.class, 8080);
        return new GuardedHttpEngine(port, admission::getObject);
    }

    /** Has the name and place of the one that Camel would make. */
    @Bean
    @DependsOn("configurePlatformHttpComponent")
    CamelRequestHandlerMapping platformHttpEngineRequestMapping(PlatformHttpEngine engine, CamelContext camel) {
        return new RouteMapping(
                camel.getComponent(PlatformHttpConstants.PLATFORM_HTTP_COMPONENT_NAME, PlatformHttpComponent.class),
                engine);
    }
}
