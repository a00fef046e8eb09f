package io.aiworkflow.egress;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.stereotype.Component;

/** Puts the guarded HTTP component in the place of Camel's own, before any route is started. */
@Component
public class GuardedHttp implements CamelContextConfiguration {
    private static final List<String> SCHEMES = List.of("http", "https");

    private final EgressGuard guard;

    GuardedHttp(EgressGuard guard) {
        this.guard = guard;
    }

    @Override
    public void beforeApplicationStart(CamelContext context) {
        install(guard, context);
    }

    /** Needs nothing after the start. */
    @Override
    public void afterApplicationStart(CamelContext context) {}

    /** Lets another context refuse the endpoints that this one would refuse. */
    public static void installLike(CamelContext context, CamelContext other) {
        if (context.hasComponent(SCHEMES.get(0)) instanceof GuardedHttpComponent guarded) {
            install(guarded.guard(), other);
        }
    }

    /**
     * An endpoint for a caller that makes its requests itself: the host is guarded as for every call, but the headers that
     * give path and query count.
     *
     * @param uri scheme, host, path and Camel's options
     * @throws IllegalStateException when the context has no guard
     */
    public static HttpEndpoint endpoint(CamelContext context, String uri) throws Exception {
        String scheme = uri.substring(0, uri.indexOf(':'));
        if (context.getComponent(scheme) instanceof GuardedHttpComponent guarded
                && guarded.createEndpoint(uri) instanceof GuardedHttpEndpoint endpoint) {
            return endpoint.target();
        }
        throw new IllegalStateException("the calls of %s are not guarded".formatted(scheme));
    }

    private static void install(EgressGuard guard, CamelContext context) {
        for (String scheme : SCHEMES) {
            if (context.hasComponent(scheme) != null) {
                context.removeComponent(scheme);
            }
            context.addComponent(scheme, new GuardedHttpComponent(guard));
        }
    }
}
