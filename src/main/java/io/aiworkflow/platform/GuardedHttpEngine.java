package io.aiworkflow.platform;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;

/**
 * Where every HTTP request enters Camel, whatever route it is for. Each route runs on the thread of its request, and gets
 * a request from which everything is taken that its endpoint does not declare.
 */
final class GuardedHttpEngine extends SpringBootPlatformHttpEngine {
    private final Supplier<InboundAdmission> admission;

    /** @param admission asked with the first request, since Camel is there before it */
    GuardedHttpEngine(int port, Supplier<InboundAdmission> admission) {
        super(port, Runnable::run);
        this.admission = admission;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new GuardedConsumer(endpoint, processor);
    }

    private final class GuardedConsumer extends SpringBootPlatformHttpConsumer {
        private final Map<String, UnaryOperator<HttpServletRequest>> admissions = new ConcurrentHashMap<>();

        GuardedConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor, Runnable::run);
        }

        @Override
        protected void handleService(HttpServletRequest request, HttpServletResponse response) throws Exception {
            HttpServletRequest admitted = admissions
                    .computeIfAbsent(
                            request.getMethod(), method -> admission.get().to(getEndpoint(), method))
                    .apply(request);
            super.handleService(admitted, response);
        }
    }
}
