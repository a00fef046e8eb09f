package io.aiworkflow.identity;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Tells operators of a production engine when its own role of the database could change the audit. */
@Component
class AuditOwnership {
    private static final Logger LOG = LoggerFactory.getLogger(AuditOwnership.class);

    private final JdbcSecurityEventChain chain;
    private final Environment environment;

    AuditOwnership(JdbcSecurityEventChain chain, Environment environment) {
        this.chain = chain;
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void warn() {
        if (environment.acceptsProfiles(Profiles.of("production")) && isOwnedByEngine()) {
            LOG.warn("The engine's role of the database owns the security events or is a superuser, so whoever has its"
                    + " password could change them: see 'Nothing is changed or removed' in docs/security.md");
        }
    }

    /** A database that is away at this moment must not end the start; its health is told elsewhere. */
    private boolean isOwnedByEngine() {
        try {
            return chain.isOwnedByEngine();
        } catch (DataAccessException e) {
            LOG.warn("Who owns the security events cannot be asked at this moment", e);
            return false;
        }
    }
}
