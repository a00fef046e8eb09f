package io.aiworkflow.maintenance;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the engine's chores do their work. When they do is in the files of {@code routes/maintenance}.
 *
 * @param grace how long after its planned time a chore may end before it is overdue
 * @param snapshots how many copies of each index are kept
 * @param reportRetention how long reports are kept
 * @param backup what makes a backup
 * @param restoreRehearsal what restores the last backup elsewhere and compares
 * @param certificates which certificates are looked at
 */
@Validated
@ConfigurationProperties("engine.maintenance")
record MaintenanceProperties(
        @NotNull @DurationMin(seconds = 1) @DefaultValue("1h")
        Duration grace,

        @DefaultValue("3") @Min(1) @Max(1000) int snapshots,

        @NotNull @DurationMin(days = 1) @DefaultValue("400d")
        Duration reportRetention,

        @Valid @DefaultValue Command backup,
        @Valid @DefaultValue Command restoreRehearsal,
        @Valid @DefaultValue Certificates certificates) {
    /**
     * A program of this machine.
     *
     * @param command the path of the executable, which is started without a shell and without arguments; empty for none
     * @param timeout after which it is ended
     */
    record Command(
            @NotNull @DefaultValue("") String command,

            @NotNull @DurationMin(seconds = 1) @DefaultValue("2h")
            Duration timeout) {}

    /**
     * Certificates in files in PEM, and the one that is shown in front of the engine.
     *
     * @param directory in which they are looked for, its folders included; empty for none
     * @param address {@code HOST:PORT} of the server that is asked for the certificate of the public URL; empty for none
     * @param warnBefore how long before its end a certificate is told as ending soon, at most a quarter of its life, and a
     *     stored credential
     */
    record Certificates(
            @NotNull @DefaultValue("") String directory,

            @NotNull @DefaultValue("") @Pattern(regexp = "|[^\\s/]+:[0-9]{1,5}", message = "must be HOST:PORT")
            String address,

            @NotNull @DurationMin(hours = 1) @DefaultValue("21d")
            Duration warnBefore) {}
}
