package io.aiworkflow.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.StrictJson;
import java.util.Map;
import java.util.TreeMap;

/**
 * A security event within the limits of its table, whatever it was made of: callers put into it what strangers sent
 * them, and a stranger must never be able to keep an event from being written.
 */
record EventDraft(String type, String actor, String target, String address, String outcome, String details) {
    static final int ACTOR = 200;
    static final int TARGET = 300;
    static final int ADDRESS = 64;
    private static final int DETAILS = 20;
    private static final int DETAIL_NAME = 60;
    private static final int DETAIL = 500;
    private static final String NOBODY = "unknown";

    static EventDraft of(SecurityEvent event) {
        String actor = AuditText.of(event.actor(), ACTOR);
        return new EventDraft(
                event.type().wireName(),
                actor.isEmpty() ? NOBODY : actor,
                AuditText.of(event.target(), TARGET),
                AuditText.of(event.address(), ADDRESS),
                event.outcome().wireName(),
                StrictJson.write(details(event.details())));
    }

    private static ObjectNode details(Map<String, String> given) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        if (given == null) {
            return details;
        }
        new TreeMap<>(given)
                .entrySet().stream()
                        .limit(DETAILS)
                        .forEach(entry -> details.put(
                                AuditText.of(entry.getKey(), DETAIL_NAME), AuditText.of(entry.getValue(), DETAIL)));
        if (given.size() > DETAILS) {
            details.put("…", "%d more".formatted(given.size() - DETAILS));
        }
        return details;
    }
}
