package io.aiworkflow.schedule;

import io.aiworkflow.platform.CallerRights;
import io.aiworkflow.platform.ClientAddress;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvents;
import io.aiworkflow.platform.Submitter;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Reports what somebody does to a schedule of somebody else, or of the engine. */
@Component
class ForeignSchedules {
    private final SecurityEvents events;
    private final CallerRights caller;

    ForeignSchedules(SecurityEvents events, CallerRights caller) {
        this.events = events;
        this.caller = caller;
    }

    /** @param action what was done, such as {@code pause} */
    void report(String action, FoundSchedule schedule, Submitter who) {
        if (who.name().equals(schedule.owner())) {
            return;
        }
        events.record(new SecurityEvent(
                SecurityEvent.Type.ADMIN_ACTION,
                caller.actor(),
                "schedule:" + schedule.name(),
                address(),
                SecurityEvent.Outcome.SUCCESS,
                Map.of("action", action, "owner", schedule.owner())));
    }

    private static String address() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? ClientAddress.of(request.getRequest()).text()
                : "";
    }
}
