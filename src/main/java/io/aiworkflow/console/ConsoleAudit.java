package io.aiworkflow.console;

import io.aiworkflow.platform.CallerRights;
import io.aiworkflow.platform.ClientAddress;
import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvent.Outcome;
import io.aiworkflow.platform.SecurityEvents;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes down who has called which operation through the console, and how it ended. */
@Component
@ConsolePart
class ConsoleAudit {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleAudit.class);
    private static final int LONGEST = 300;

    private final SecurityEvents events;
    private final CallerRights caller;

    ConsoleAudit(SecurityEvents events, CallerRights caller) {
        this.events = events;
        this.caller = caller;
    }

    /** @param mbean as the caller has written it */
    void called(HttpServletRequest request, String mbean, String operation, Outcome outcome) {
        try {
            events.record(new SecurityEvent(
                    SecurityEvent.Type.CONSOLE_ACTION,
                    caller.actor(),
                    "mbean:" + shortened(mbean),
                    ClientAddress.of(request).text(),
                    outcome,
                    Map.of("operation", shortened(operation))));
        } catch (RuntimeException e) {
            // It is done, and its caller is told so.
            LOG.error("{} of {} is missing in the audit", shortened(operation), shortened(mbean), e);
        }
    }

    private static String shortened(String text) {
        String plain = text == null ? "" : text.replaceAll("\\p{Cntrl}", " ");
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
    }
}
