package io.aiworkflow.platform.edge;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How many requests are answered. A caller may send as many at once as in a whole period, and gets them back evenly.
 *
 * @param enabled whether requests are counted at all
 * @param per the period
 * @param address requests of one IPv4 address or IPv6 /64 in each period, whoever sends them
 * @param user requests of one user in each period
 * @param apiKey requests with one API key in each period
 */
@Validated
@ConfigurationProperties("engine.web.rate-limits")
public record RateLimitProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("1m") Duration per,
        @DefaultValue("6000") @Min(1) long address,
        @DefaultValue("1200") @Min(1) long user,
        @DefaultValue("6000") @Min(1) long apiKey) {

    long of(CallerKey.Kind kind) {
        return switch (kind) {
            case ADDRESS -> address;
            case USER -> user;
            case API_KEY -> apiKey;
        };
    }
}
