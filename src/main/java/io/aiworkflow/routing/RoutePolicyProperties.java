package io.aiworkflow.routing;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What authors may do.
 *
 * @param policy {@code strict} or {@code open}; without it {@code strict} in the profile {@code production}, else
 *     {@code open}; set by {@code ENGINE_ROUTES_POLICY}
 */
@ConfigurationProperties("engine.routes")
record RoutePolicyProperties(PolicyLevel policy) {}
