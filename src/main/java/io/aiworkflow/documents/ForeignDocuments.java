package io.aiworkflow.documents;

import io.aiworkflow.knowledge.DocumentCollection;
import io.aiworkflow.knowledge.DocumentInfo;
import io.aiworkflow.platform.CallerRights;
import io.aiworkflow.platform.ClientAddress;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvents;
import io.aiworkflow.platform.Submitter;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Reports what somebody does to a document or a collection of somebody else. */
@Component
class ForeignDocuments {
    private final SecurityEvents events;
    private final CallerRights caller;

    ForeignDocuments(SecurityEvents events, CallerRights caller) {
        this.events = events;
        this.caller = caller;
    }

    /** @param action what was done, such as {@code delete} */
    void report(String action, DocumentInfo document, Submitter who) {
        if (who.name().equals(document.owner())) {
            return;
        }
        report("document:" + document.id(), action, document.owner());
    }

    /**
     * @param collection as it was before
     * @param action what was done, such as {@code delete}
     */
    void report(String action, DocumentCollection collection, Submitter who) {
        if (!who.name().equals(collection.owner())) {
            report("collection:" + collection.name(), action, collection.isShared() ? "shared" : collection.owner());
        }
    }

    private void report(String target, String action, String owner) {
        events.record(new SecurityEvent(
                SecurityEvent.Type.ADMIN_ACTION,
                caller.actor(),
                target,
                address(),
                SecurityEvent.Outcome.SUCCESS,
                Map.of("action", action, "owner", owner)));
    }

    private static String address() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? ClientAddress.of(request.getRequest()).text()
                : "";
    }
}
