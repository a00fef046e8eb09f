package io.aiworkflow.connections;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The outside systems that routes may call.
 *
 * @param http those that speak HTTP, by the name that routes use: lower-case letters, digits and single hyphens. In
 *     environment variables a name has no hyphens: {@code ENGINE_CONNECTIONS_HTTP_ROOMS_URL}
 * @param sql databases, by names of the same kind
 */
@Validated
@ConfigurationProperties("engine.connections")
public record ConnectionsProperties(
        @NotNull @DefaultValue Map<String, @Valid HttpConnection> http,
        @NotNull @DefaultValue Map<String, @Valid SqlConnection> sql) {}
