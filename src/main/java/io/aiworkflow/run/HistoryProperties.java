package io.aiworkflow.run;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long finished runs are kept, and how they leave the hot table.
 *
 * @param retention how long a run is kept after its end, give or take the week of its partition
 * @param deadLetterRetention how long a failed run may wait to be replayed before it goes to the history
 * @param moveAfter how long after its end a run is moved to the history
 * @param moveEvery pause between two looks for runs to be moved
 * @param batch how many runs are moved by one statement
 */
@Validated
@ConfigurationProperties("engine.history")
public record HistoryProperties(
        @DefaultValue("30d") Duration retention,
        @DefaultValue("90d") Duration deadLetterRetention,
        @DefaultValue("5s") Duration moveAfter,
        @DefaultValue("2s") Duration moveEvery,
        @DefaultValue("500") @Min(1) @Max(10_000) int batch) {}
