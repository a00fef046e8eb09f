package io.aiworkflow.egress;

import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows redirects that stay on the host that the route names; another one ends the call. */
final class SameHostRedirects extends DefaultRedirectStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(SameHostRedirects.class);

    private final CallTarget target;

    SameHostRedirects(CallTarget target) {
        this.target = target;
    }

    @Override
    public boolean isRedirectAllowed(HttpHost current, HttpHost next, HttpRequest redirect, HttpContext context) {
        if (!target.leadsTo(next)) {
            LOG.warn("{} wanted to redirect the call of a route to {}", target, next);
            throw EgressRefused.moved(target.toString());
        }
        return super.isRedirectAllowed(current, next, redirect, context);
    }
}
