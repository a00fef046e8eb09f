package io.aiworkflow.egress;

import io.aiworkflow.platform.tracing.Tracing;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;

/**
 * Keeps the HTTP client of an endpoint to its target, with no proxy and no redirect to another host, and tells that target
 * whose trace a request belongs to.
 */
record GuardedClient(CallTarget target) implements HttpClientConfigurer {
    private static final String NAME = "stay-on-the-target";

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        // Takes precedence over any proxy, whether the settings or the Java virtual machine name it.
        client.setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE));
        client.setRedirectStrategy(new SameHostRedirects(target));
        // The element that follows is passed again with each redirect and each retry.
        client.addExecInterceptorBefore(ChainElement.PROTOCOL.name(), NAME, (request, scope, chain) -> {
            target.require(scope.route);
            return chain.proceed(request, scope);
        });
        client.addRequestInterceptorFirst((request, entity, context) -> {
            // What an author has written himself is his to say.
            if (!request.containsHeader(Tracing.HEADER)) {
                Tracing.traceparent().ifPresent(trace -> request.setHeader(Tracing.HEADER, trace));
            }
        });
    }
}
