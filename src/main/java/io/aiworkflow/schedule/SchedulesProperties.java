package io.aiworkflow.schedule;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How schedules are fired.
 *
 * @param lookEvery how often a worker looks for what is due beside being woken for it; a woken one needs no look
 * @param lateAfter how much later than planned a firing counts as late
 * @param misfireAfter how much later than planned a firing has been missed, so that the schedule's rule for that decides
 * @param overdueAfter after how long a planned time that nobody has dealt with raises an alarm
 * @param minimumInterval how close planned times may lie in schedules of people below the role operator
 * @param mostPerUser how many schedules such a person may have
 * @param batch how many schedules are fired in one transaction
 * @param ledgerRetention how long is kept what became of planned times
 */
@Validated
@ConfigurationProperties("engine.schedules")
public record SchedulesProperties(
        @DefaultValue("1s") Duration lookEvery,
        @DefaultValue("10s") Duration lateAfter,
        @DefaultValue("1m") Duration misfireAfter,
        @DefaultValue("2m") Duration overdueAfter,
        @DefaultValue("1m") Duration minimumInterval,
        @DefaultValue("100") @Min(1) int mostPerUser,
        @DefaultValue("200") @Min(1) @Max(1000) int batch,
        @DefaultValue("90d") Duration ledgerRetention) {}
