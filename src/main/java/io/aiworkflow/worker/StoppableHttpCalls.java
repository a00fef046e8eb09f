package io.aiworkflow.worker;

import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.hc.core5.concurrent.Cancellable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets the HTTP calls of a run end with its step or attempt: a thread that reads from a socket does not heed its
 * interrupt, so the connection is closed.
 */
@Configuration(proxyBeanMethods = false)
class StoppableHttpCalls {
    private static final String NAME = "stop-with-the-step";

    @Bean
    ComponentCustomizer stoppableHttp() {
        return ComponentCustomizer.builder(HttpComponent.class)
                .build(http -> http.setHttpClientConfigurer(client ->
                        client.addExecInterceptorFirst(NAME, (request, scope, chain) -> {
                            if (scope.originalRequest instanceof Cancellable call) {
                                StopSignal.onStopOfCurrent(call::cancel);
                            }
                            return chain.proceed(request, scope);
                        })));
    }
}
