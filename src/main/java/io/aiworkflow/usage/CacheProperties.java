package io.aiworkflow.usage;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much is kept of what models have answered, for steps that want it so.
 *
 * @param maxAge how long an answer counts
 * @param maxSize of all answers in the database together; the oldest ones go first
 * @param maxEntry of one answer; a longer one is not kept
 */
@Validated
@ConfigurationProperties("engine.usage.cache")
public record CacheProperties(
        @NotNull @DurationMin(seconds = 1) @DefaultValue("7d")
        Duration maxAge,

        @NotNull @DefaultValue("256MB") DataSize maxSize,
        @NotNull @DefaultValue("1MB") DataSize maxEntry) {}
