package io.aiworkflow.access;

import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.UserRole;
import org.springframework.stereotype.Component;

/** Submits runs in the name of whoever sent the request. */
@Component
class RequestSubmitter implements CurrentSubmitter {
    /** The sender of a request to a door that needs no login, and whoever is not known on this thread. */
    private static final Submitter STRANGER = new Submitter("anonymous", UserRole.USER);

    @Override
    public Submitter get() {
        return CallerAuthentication.current()
                .map(caller -> new Submitter(caller.name(), caller.role()))
                .orElse(STRANGER);
    }
}
