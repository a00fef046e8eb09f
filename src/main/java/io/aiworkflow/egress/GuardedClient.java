package io.aiworkflow.egress;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;

/** Keeps the HTTP client of an endpoint to its target: no proxy and no redirect to another host. */
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
    }
}
