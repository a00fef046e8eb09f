package io.aiworkflow.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.List;
import java.util.Optional;

/**
 * How a run that has ended is tried again.
 *
 * @param fromStart whether everything is done anew, instead of going on at the failed step
 * @param versions the versions that runs of these workflows change to; others keep their own
 * @param input what takes the place of the input, if it was edited
 * @param most the rights that the runs keep at most; empty to leave them theirs
 */
public record RetryPlan(
        boolean fromStart, List<WorkflowDefinition> versions, Optional<JsonNode> input, Optional<UserRole> most) {}
