package io.aiworkflow.usage;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long the account of calls to models is kept.
 *
 * @param retention how long each single call is kept, by which runs show what their steps have used
 * @param sumsRetention how long the sums of a day by user, workflow and model are kept
 * @param sweepEvery pause between two looks for what is too old or too much in the cache
 */
@Validated
@ConfigurationProperties("engine.usage")
public record UsageProperties(
        @NotNull @DurationMin(days = 1) @DefaultValue("30d") Duration retention,

        @NotNull @DurationMin(days = 1) @DefaultValue("400d")
        Duration sumsRetention,

        @NotNull @DurationMin(millis = 100) @DefaultValue("1m")
        Duration sweepEvery) {}
