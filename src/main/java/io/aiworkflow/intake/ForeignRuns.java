package io.aiworkflow.intake;

import io.aiworkflow.platform.CallerRights;
import io.aiworkflow.platform.ClientAddress;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvents;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunWait;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Reports what somebody does to a run of somebody else, or in the place of somebody else. */
@Component
class ForeignRuns {
    private final SecurityEvents events;
    private final CurrentSubmitter current;
    private final CallerRights caller;

    ForeignRuns(SecurityEvents events, CurrentSubmitter current, CallerRights caller) {
        this.events = events;
        this.current = current;
        this.caller = caller;
    }

    /** @param action what was done, such as {@code cancel} */
    void report(String action, Run run) {
        if (!current.get().name().equals(run.submitter())) {
            report("run:" + run.id(), Map.of("action", action, "submitter", run.submitter()));
        }
    }

    /** An admin has decided an approval that others are named for. */
    void reportDecision(String decision, RunWait approval) {
        report(
                "approval:" + approval.id(),
                Map.of(
                        "action",
                        decision,
                        "approvers",
                        approval.request().approvers(),
                        "submitter",
                        approval.submitter()));
    }

    private void report(String target, Map<String, String> details) {
        events.record(new SecurityEvent(
                SecurityEvent.Type.ADMIN_ACTION,
                caller.actor(),
                target,
                address(),
                SecurityEvent.Outcome.SUCCESS,
                details));
    }

    private static String address() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? ClientAddress.of(request.getRequest()).text()
                : "";
    }
}
