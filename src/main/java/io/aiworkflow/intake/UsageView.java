package io.aiworkflow.intake;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.aiworkflow.usage.StepUsage;
import io.aiworkflow.usage.UsageSum;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a run or a step has used of models, in all of its tries. */
record UsageView(@JsonUnwrapped UsageSum.Tokens used, List<String> models, List<String> servers, boolean estimated) {
    static UsageView of(StepUsage step) {
        return new UsageView(step.used(), step.models(), step.servers(), step.estimated());
    }

    /** Null when no model was asked. */
    static UsageView sum(Collection<StepUsage> steps) {
        Optional<UsageSum.Tokens> all = steps.stream().map(StepUsage::used).reduce(UsageSum.Tokens::plus);
        return all.map(used -> new UsageView(
                        used,
                        steps.stream()
                                .flatMap(step -> step.models().stream())
                                .distinct()
                                .toList(),
                        steps.stream()
                                .flatMap(step -> step.servers().stream())
                                .distinct()
                                .toList(),
                        steps.stream().anyMatch(StepUsage::estimated)))
                .orElse(null);
    }
}
