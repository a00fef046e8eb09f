package io.aiworkflow.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunError;
import io.aiworkflow.run.RunOutcome;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.RunWait;
import io.aiworkflow.run.StepKey;
import io.aiworkflow.run.StepProgress;
import io.aiworkflow.run.StepRecord;
import io.aiworkflow.usage.StepUsage;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A run as callers see it; absent members are left out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunView(
        UUID id,
        String workflow,
        String version,
        String state,
        JsonNode input,
        JsonNode result,
        ErrorView error,
        @JsonUnwrapped Counts counts,
        @JsonUnwrapped Standing standing,
        @JsonUnwrapped Times times,
        List<StepView> steps,
        List<ProgressView> progress,
        List<WaitView> waits,
        UsageView usage) {

    /** A run in a list, without what may be large. */
    static RunView of(Run run) {
        return of(run, null, null, null, List.of());
    }

    static RunView of(
            Run run, List<StepRecord> steps, List<StepProgress> progress, List<RunWait> waits, List<StepUsage> usages) {
        Map<StepKey, StepUsage> used = usages.stream()
                .collect(Collectors.toMap(each -> new StepKey(each.step(), each.occurrence()), each -> each));
        return new RunView(
                run.id(),
                run.workflow(),
                run.version(),
                run.state().wireName(),
                run.input(),
                run.result(),
                ErrorView.of(run.error()),
                new Counts(run.attempts(), run.crashes(), run.replays(), run.priority()),
                Standing.of(run),
                Times.of(run),
                steps == null
                        ? null
                        : steps.stream()
                                .map(step -> StepView.of(step, used.get(step.key())))
                                .toList(),
                progress == null || progress.isEmpty()
                        ? null
                        : progress.stream().map(ProgressView::of).toList(),
                waits == null ? null : waits.stream().map(WaitView::ofRun).toList(),
                UsageView.sum(usages));
    }

    /** The answer to a caller who waited. */
    static RunView succeeded(WorkflowDefinition workflow, RunOutcome outcome) {
        return new RunView(
                outcome.id(),
                workflow.name(),
                null,
                outcome.state().wireName(),
                null,
                outcome.result(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** How often something was tried. */
    record Counts(int attempts, int crashes, int replays, int priority) {}

    /**
     * Where the run belongs, and what holds it up or has ended it.
     *
     * @param stuck true when a step of the last attempt did not heed its interrupt, else null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Standing(UUID parent, String waitsFor, Boolean stuck, String cancelledBy, String cancelReason) {
        static Standing of(Run run) {
            // A run may end otherwise just before the cancel reaches it.
            boolean cancel = run.state() != RunState.SUCCEEDED && run.state() != RunState.FAILED;
            return new Standing(
                    run.parent(),
                    run.state() == RunState.WAITING && run.waitsFor() != null
                            ? run.waitsFor().wireName()
                            : null,
                    run.stuck() ? true : null,
                    cancel ? run.cancelledBy() : null,
                    cancel ? run.cancelReason() : null);
        }
    }

    /** When something happened, or will happen. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Times(Instant createdAt, Instant startedAt, Instant finishedAt, Instant nextAttemptAt) {
        static Times of(Run run) {
            return new Times(
                    run.createdAt(),
                    run.startedAt(),
                    run.finishedAt(),
                    run.state() == RunState.WAITING ? run.dueAt() : null);
        }
    }

    /** The answer to a caller who does not wait. */
    record Accepted(UUID id, String workflow, String location) {}

    /** Why a run or a step did not succeed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ErrorView(String code, String message, String step) {
        static ErrorView of(RunError error) {
            return error == null ? null : new ErrorView(error.code(), error.message(), error.step());
        }
    }

    /** One line of the journal. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StepView(
            String id,
            String occurrence,
            String state,
            Instant startedAt,
            Instant finishedAt,
            long durationMs,
            ErrorView error,
            UsageView usage) {
        /** @param used null when the step has asked no model, or is not to tell */
        static StepView of(StepRecord step, StepUsage used) {
            String occurrence = step.key().occurrence();
            return new StepView(
                    step.key().step(),
                    occurrence.isEmpty() ? null : occurrence,
                    step.succeeded() ? "succeeded" : "failed",
                    step.startedAt(),
                    step.finishedAt(),
                    Duration.between(step.startedAt(), step.finishedAt()).toMillis(),
                    step.error() == null
                            ? null
                            : new ErrorView(step.error().code(), step.error().message(), null),
                    used == null ? null : UsageView.of(used));
        }
    }

    /** How far a step says it is; without a step it is the run that says so. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ProgressView(String step, String occurrence, BigDecimal percent, String message, Instant updatedAt) {
        static ProgressView of(StepProgress progress) {
            return new ProgressView(
                    orNull(progress.key().step()),
                    orNull(progress.key().occurrence()),
                    progress.percent().stripTrailingZeros(),
                    progress.message(),
                    progress.updatedAt());
        }

        private static String orNull(String text) {
            return text.isEmpty() ? null : text;
        }
    }
}
