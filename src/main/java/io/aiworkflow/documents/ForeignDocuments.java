package io.aiworkflow.documents;

import io.aiworkflow.knowledge.DocumentInfo;
import io.aiworkflow.platform.ClientAddress;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvents;
import io.aiworkflow.platform.Submitter;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Reports what somebody does to a document of somebody else. */
@Component
class ForeignDocuments {
    private final SecurityEvents events;

    ForeignDocuments(SecurityEvents events) {
        this.events = events;
    }

    /** @param action what was done, such as {@code delete} */
    void report(String action, DocumentInfo document, Submitter who) {
        if (who.name().equals(document.owner())) {
            return;
        }
        events.record(new SecurityEvent(
                SecurityEvent.Type.ADMIN_ACTION,
                who.name(),
                "document:" + document.id(),
                address(),
                SecurityEvent.Outcome.SUCCESS,
                Map.of("action", action, "owner", document.owner())));
    }

    private static String address() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? ClientAddress.of(request.getRequest()).text()
                : "";
    }
}
