package io.aiworkflow.run;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who gets a worker first, and how much may wait for one.
 *
 * @param maxQueued how many runs may be queued in all; more are refused with 503
 * @param maxQueuedPerUser how many runs of one user may be queued; more are refused with 429
 * @param userConcurrency how many runs of one user are executed at a time on all workers, 0 for no limit
 * @param ageing how much waiting time one step of priority is worth: a run of priority 1 overtakes younger ones of
 *     priority 9 after eight times this
 * @param fairShare how much waiting time each run in progress costs a user's next run; 0 to go by age and priority only
 * @param maxSubmitting how many submissions are written at a time; more are refused with 503 after a moment
 */
@Validated
@ConfigurationProperties("engine.queue")
public record QueueProperties(
        @DefaultValue("50000") @Min(1) int maxQueued,
        @DefaultValue("20000") @Min(1) int maxQueuedPerUser,
        @DefaultValue("0") @Min(0) int userConcurrency,
        @DefaultValue("30s") Duration ageing,
        @DefaultValue("30s") Duration fairShare,
        @DefaultValue("64") @Min(1) int maxSubmitting) {}
