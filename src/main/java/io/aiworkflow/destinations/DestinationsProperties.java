package io.aiworkflow.destinations;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The operator's table of destinations.
 *
 * @param destinations where routes may send to, by the name that data may hold: lower-case letters, digits and hyphens,
 *     beginning with a letter. In environment variables a name has no hyphens: {@code ENGINE_DESTINATIONS_BILLING_URI}
 */
@Validated
@ConfigurationProperties("engine")
public record DestinationsProperties(@NotNull @DefaultValue Map<String, @Valid Destination> destinations) {}
