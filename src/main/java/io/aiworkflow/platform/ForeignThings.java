package io.aiworkflow.platform;

import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Reports what the present caller has done to things of somebody else, or in the place of somebody else. */
@Component
public class ForeignThings {
    private final SecurityEvents events;
    private final CallerRights caller;

    ForeignThings(SecurityEvents events, CallerRights caller) {
        this.events = events;
        this.caller = caller;
    }

    /**
     * @param target such as {@code run:ID}
     * @param details what was done, and whose it is
     */
    public void report(String target, Map<String, String> details) {
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
