package io.aiworkflow.identity;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How guessing is slowed down, for each account and for each address.
 *
 * @param freeFailures failures that cost no delay
 * @param firstDelay the delay after the next one; each further failure doubles it
 * @param longestDelay the longest delay
 * @param window how long after the end of its delay a failure is forgotten
 * @param knownFor how long after a login its address counts as one of the account's own, which failures from elsewhere
 *     do not hold up
 */
@Validated
@ConfigurationProperties("engine.identity.throttle")
public record ThrottleProperties(
        @Min(0) @Max(1000) @DefaultValue("5") int freeFailures,

        @NotNull @DurationMin(millis = 1) @DefaultValue("1s")
        Duration firstDelay,

        @NotNull @DurationMin(millis = 1) @DefaultValue("15m")
        Duration longestDelay,

        @NotNull @DurationMin(millis = 1) @DefaultValue("15m")
        Duration window,

        @NotNull @DurationMin(millis = 1) @DefaultValue("30d")
        Duration knownFor) {}
