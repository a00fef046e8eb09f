package io.aiworkflow.intake;

import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.ForeignThings;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunWait;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Reports what somebody does to a run of somebody else, or in the place of somebody else. */
@Component
class ForeignRuns {
    private final ForeignThings things;
    private final CurrentSubmitter current;

    ForeignRuns(ForeignThings things, CurrentSubmitter current) {
        this.things = things;
        this.current = current;
    }

    /** @param action what was done, such as {@code cancel} */
    void report(String action, Run run) {
        if (!current.get().name().equals(run.submitter())) {
            things.report("run:" + run.id(), Map.of("action", action, "submitter", run.submitter()));
        }
    }

    /** An admin has decided an approval that others are named for. */
    void reportDecision(String decision, RunWait approval) {
        things.report(
                "approval:" + approval.id(),
                Map.of(
                        "action",
                        decision,
                        "approvers",
                        approval.request().approvers(),
                        "submitter",
                        approval.submitter()));
    }
}
