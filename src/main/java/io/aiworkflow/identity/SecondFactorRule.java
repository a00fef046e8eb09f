package io.aiworkflow.identity;

import io.aiworkflow.platform.UserRole;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Who must have a second factor. An admin who must and does not is treated as a user, so that he can log in and set one
 * up, and nothing else.
 */
@Component
class SecondFactorRule {
    private final boolean adminsMust;

    SecondFactorRule(IdentityProperties properties, Environment environment) {
        adminsMust = switch (properties.adminSecondFactor()) {
            case REQUIRED -> true;
            case OPTIONAL -> false;
            case PRODUCTION -> environment.acceptsProfiles(Profiles.of("production"));
        };
    }

    boolean isMissing(Account account) {
        return adminsMust && account.role() == UserRole.ADMIN && !account.secondFactor();
    }

    /** What the account may do at this moment. */
    UserRole roleOf(Account account) {
        return isMissing(account) ? UserRole.USER : account.role();
    }
}
