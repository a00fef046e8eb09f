package io.aiworkflow.routing;

import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** How much authors may do. The levels differ in one thing, so that what works in development is no trap later. */
public enum PolicyLevel {
    /** Outside systems are called by the names of connections only. */
    STRICT,
    /** Kamelets and REST doors may also hold {@code http:} and {@code https:} addresses. */
    OPEN;

    /** What is set, else {@link #STRICT} in the profile {@code production} and {@link #OPEN} in all others. */
    static PolicyLevel of(RoutePolicyProperties properties, Environment environment) {
        if (properties.policy() != null) {
            return properties.policy();
        }
        return environment.acceptsProfiles(Profiles.of("production")) ? STRICT : OPEN;
    }
}
