package io.aiworkflow.platform.edge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.platform.ClientAddress;
import io.aiworkflow.platform.PublicAddressProperties;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Optional;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Puts the parts of the edge in their order: Tomcat's own, then the filters that stand before all others. */
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {
    /** Behind Spring Security, where it is known who calls. */
    private static final int BEHIND_LOGIN = -50;

    @Bean
    SecurityHeaders securityHeaders(Environment environment) {
        return new SecurityHeaders(environment.acceptsProfiles(Profiles.of("production")));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> edgeOfTomcat(
            WebProperties properties, Environment environment, SecurityHeaders headers) {
        TrustedProxies proxies = TrustedProxies.of(
                properties.trustedProxies(), environment.getProperty("server.address", InetAddress.class));
        return factory -> {
            factory.setProtocol(HeaderDeadlineProtocol.class.getName());
            factory.addEngineValves(new EdgeValve(proxies, properties.proxyHeaders(), headers));
            factory.addConnectorCustomizers(connector -> {
                if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                    http.setMaxHeaderCount(properties.maxHeaders());
                }
                if (connector.getProtocolHandler() instanceof HeaderDeadlineProtocol deadline) {
                    deadline.limitHeaders(properties.headerTime(), WireAnswer.of(ErrorCode.REQUEST_TOO_SLOW, headers));
                }
            });
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(ProblemReportValve.class.getName());
                    host.getPipeline().addValve(new ProblemReportValve(headers));
                }
            });
        };
    }

    @Bean
    FilterRegistrationBean<Filter> requestShape() {
        return filter("request-shape", new RequestShape(), Ordered.HIGHEST_PRECEDENCE + 1);
    }

    @Bean
    FilterRegistrationBean<Filter> originFilter(WebProperties properties, PublicAddressProperties address) {
        AllowedOrigins origins = AllowedOrigins.of(properties.corsAllowedOrigins(), address.publicUrl());
        return filter("origins", new OriginFilter(origins), Ordered.HIGHEST_PRECEDENCE + 2);
    }

    @Bean
    FilterRegistrationBean<Filter> addressLimit(RateLimitProperties properties, RateLimits limits) {
        RateLimitFilter filter = new RateLimitFilter(
                limits,
                request -> Optional.of(new CallerKey.Caller(
                        CallerKey.Kind.ADDRESS, ClientAddress.of(request).network())));
        return enabled(filter("address-limit", filter, Ordered.HIGHEST_PRECEDENCE + 3), properties);
    }

    /** Addresses have been counted before, also those of callers whose login was refused. */
    @Bean
    FilterRegistrationBean<Filter> callerLimit(
            RateLimitProperties properties, RateLimits limits, ObjectProvider<CallerKey> key) {
        RateLimitFilter filter = new RateLimitFilter(
                limits,
                request -> isOfConsole(request)
                        ? Optional.empty()
                        : Optional.ofNullable(key.getIfAvailable())
                                .map(known -> known.of(request))
                                .filter(caller -> caller.kind() != CallerKey.Kind.ADDRESS));
        return enabled(filter("caller-limit", filter, BEHIND_LOGIN), properties);
    }

    /** It asks for each route by itself, again and again. Only operators come as far as this, and their address counts. */
    private static boolean isOfConsole(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/hawtio/jolokia");
    }

    /** @param name its own, by which each filter also knows whether it has seen a request already */
    private static FilterRegistrationBean<Filter> filter(String name, Filter filter, int order) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.setName(name);
        registration.setOrder(order);
        return registration;
    }

    private static FilterRegistrationBean<Filter> enabled(
            FilterRegistrationBean<Filter> registration, RateLimitProperties properties) {
        registration.setEnabled(properties.enabled());
        return registration;
    }
}
