package io.aiworkflow.operations.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ThreadPoolExecutor;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.boot.web.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** How busy the web server is. */
@Component
final class WebServerMeters {
    private final MeterRegistry registry;

    WebServerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @EventListener
    void started(ServletWebServerInitializedEvent event) {
        if (event.getWebServer() instanceof TomcatWebServer server
                && server.getTomcat().getConnector().getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
            bind(protocol);
        }
    }

    private void bind(AbstractProtocol<?> protocol) {
        Gauge.builder("tomcat.connections.current", protocol, AbstractProtocol::getConnectionCount)
                .baseUnit("connections")
                .register(registry);
        Gauge.builder("tomcat.connections.config.max", protocol, AbstractProtocol::getMaxConnections)
                .baseUnit("connections")
                .register(registry);
        // With virtual threads there is no pool.
        if (protocol.getExecutor() instanceof ThreadPoolExecutor pool) {
            bind(pool);
        }
    }

    private void bind(ThreadPoolExecutor pool) {
        Gauge.builder("tomcat.threads.busy", pool, ThreadPoolExecutor::getActiveCount)
                .baseUnit("threads")
                .register(registry);
        Gauge.builder("tomcat.threads.current", pool, ThreadPoolExecutor::getPoolSize)
                .baseUnit("threads")
                .register(registry);
        Gauge.builder("tomcat.threads.config.max", pool, ThreadPoolExecutor::getMaximumPoolSize)
                .baseUnit("threads")
                .register(registry);
    }
}
