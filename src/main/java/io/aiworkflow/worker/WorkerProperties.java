package io.aiworkflow.worker;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How a worker process works.
 *
 * @param concurrency how many runs this process executes at a time
 * @param lease how long a worker is believed alive after it was last heard of
 * @param renewEvery how often a worker makes itself heard; a third of the lease or less
 * @param reapEvery how often runs of dead workers are looked for
 * @param pollEvery how often the queue is looked at without a signal, give or take a quarter
 * @param drainTimeout how long running attempts may take to end when the engine stops; then their runs are given back
 * @param stopPatience how long an attempt may take to heed its interrupt, before it is given up and its slot replaced
 * @param inlineStepOutput up to this size a step's body and variables, as JSON, are kept in the journal itself; larger
 *     ones are kept apart, and read only when a run is resumed
 * @param maxStepOutput largest body and variables that a step may leave behind, as JSON; a worker needs several times
 *     as much memory for each run that it executes at a time
 * @param maxCrashes with this many crashes a run is given up
 * @param maxDepth how many runs may stand above a sub-run; deeper ones are refused
 */
@Validated
@ConfigurationProperties("engine.worker")
public record WorkerProperties(
        @DefaultValue("16") @Min(1) @Max(1000) int concurrency,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("10s") Duration renewEvery,
        @DefaultValue("5s") Duration reapEvery,
        @DefaultValue("1s") Duration pollEvery,
        @DefaultValue("12s") Duration drainTimeout,
        @DefaultValue("10s") Duration stopPatience,
        @DefaultValue("1MB") DataSize inlineStepOutput,
        @DefaultValue("32MB") DataSize maxStepOutput,
        @DefaultValue("3") @Min(1) @Max(100) int maxCrashes,
        @DefaultValue("10") @Min(1) @Max(100) int maxDepth) {
    /**
     * With this many crashes a run is executed alone: if the worker dies once more it was the run, and nothing that
     * was merely in hand beside it is given up along with it.
     */
    int suspectFrom() {
        return Math.max(1, maxCrashes - 1);
    }
}
