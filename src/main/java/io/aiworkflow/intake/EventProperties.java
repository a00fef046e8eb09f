package io.aiworkflow.intake;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How runs are followed as streams of events.
 *
 * @param pollEvery how often the database is asked for news of all followed runs when there is no hint
 * @param heartbeat a stream without events for so long gets a comment, which shows whether its caller is still there
 * @param stalled a stream whose caller takes nothing for so long is cut
 * @param longest after this time a stream is closed; its caller goes on with a new one
 * @param retry how long callers are told to wait before they connect again
 * @param most how many streams this process keeps open; more are refused with 503
 * @param mostOfOne how many of them may be of one caller
 */
@Validated
@ConfigurationProperties("engine.events")
public record EventProperties(
        @DefaultValue("750ms") Duration pollEvery,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("60s") Duration stalled,
        @DefaultValue("1h") Duration longest,
        @DefaultValue("2s") Duration retry,
        @DefaultValue("1000") @Min(1) int most,
        @DefaultValue("50") @Min(1) int mostOfOne) {}
