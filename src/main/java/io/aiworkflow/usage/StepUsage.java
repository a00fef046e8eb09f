package io.aiworkflow.usage;

import java.util.List;

/**
 * What the calls of one step of a run have used, in all of its tries.
 *
 * @param step empty for calls outside of any step
 * @param occurrence tells executions of the step apart; empty for a step that is executed once
 * @param servers the addresses of those that have answered
 * @param estimated whether the tokens of a call are estimated, because it ended before its server had counted
 */
public record StepUsage(
        String step,
        String occurrence,
        UsageSum.Tokens used,
        List<String> models,
        List<String> servers,
        boolean estimated) {
    public StepUsage {
        models = List.copyOf(models);
        servers = List.copyOf(servers);
    }
}
