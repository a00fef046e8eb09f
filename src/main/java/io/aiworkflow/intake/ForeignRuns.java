package io.aiworkflow.intake;

import io.aiworkflow.platform.ClientAddress;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvents;
import io.aiworkflow.run.Run;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Reports what somebody does to a run of somebody else. */
@Component
class ForeignRuns {
    private final SecurityEvents events;
    private final CurrentSubmitter current;

    ForeignRuns(SecurityEvents events, CurrentSubmitter current) {
        this.events = events;
        this.current = current;
    }

    /** @param action what was done, such as {@code cancel} */
    void report(String action, Run run) {
        String name = current.get().name();
        if (name.equals(run.submitter())) {
            return;
        }
        events.record(new SecurityEvent(
                SecurityEvent.Type.ADMIN_ACTION,
                name,
                "run:" + run.id(),
                address(),
                SecurityEvent.Outcome.SUCCESS,
                Map.of("action", action, "submitter", run.submitter())));
    }

    private static String address() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? ClientAddress.of(request.getRequest()).text()
                : "";
    }
}
