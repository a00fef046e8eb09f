package io.aiworkflow.identity;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may have an account, and what it needs.
 *
 * @param registration whether strangers may register; set by {@code REGISTRATION}
 * @param adminPasswordFile a file with the password of the first admin; without one a password is made and printed once.
 *     Set by {@code ADMIN_PASSWORD_FILE}
 * @param adminSecondFactor whether admins must have a second factor
 * @param passwordResetLife how long the one-time token for a new password counts
 */
@Validated
@ConfigurationProperties("engine.identity")
public record IdentityProperties(
        @NotNull @DefaultValue("approval") RegistrationMode registration,
        @DefaultValue("") String adminPasswordFile,
        @NotNull @DefaultValue("production") SecondFactorDuty adminSecondFactor,

        @NotNull @DurationMin(minutes = 1) @DefaultValue("24h")
        Duration passwordResetLife) {

    /** What becomes of a registration. */
    public enum RegistrationMode {
        /** The account can be used at once. */
        OPEN,
        /** An admin has to agree. */
        APPROVAL,
        /** Only admins make accounts. */
        CLOSED
    }

    /** Where a second factor must be. */
    public enum SecondFactorDuty {
        REQUIRED,
        /** In the profile {@code production} only. */
        PRODUCTION,
        OPTIONAL
    }
}
