package io.aiworkflow.usage;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How many tokens may be used, prompts and answers together; 0 for as many as they like. Days are those of UTC.
 *
 * @param userTokensPerDay for each user
 * @param userTokensPerDayOf the same for single users, by name
 * @param workflowTokensPerDay for all runs of a workflow together
 * @param workflowTokensPerDayOf the same for single workflows, by name
 * @param runTokens for each run in all, without its sub-runs
 * @param runTokensOf the same for runs of single workflows, by name
 */
@Validated
@ConfigurationProperties("engine.usage.budget")
public record BudgetProperties(
        @Min(0) @DefaultValue("0") long userTokensPerDay,
        @NotNull @DefaultValue Map<String, @NotNull @Min(0) Long> userTokensPerDayOf,
        @Min(0) @DefaultValue("0") long workflowTokensPerDay,
        @NotNull @DefaultValue Map<String, @NotNull @Min(0) Long> workflowTokensPerDayOf,
        @Min(0) @DefaultValue("0") long runTokens,
        @NotNull @DefaultValue Map<String, @NotNull @Min(0) Long> runTokensOf) {
    long ofUser(String name) {
        return userTokensPerDayOf.getOrDefault(name, userTokensPerDay);
    }

    long ofWorkflow(String name) {
        return workflowTokensPerDayOf.getOrDefault(name, workflowTokensPerDay);
    }

    long ofRun(String workflow) {
        return runTokensOf.getOrDefault(workflow, runTokens);
    }
}
