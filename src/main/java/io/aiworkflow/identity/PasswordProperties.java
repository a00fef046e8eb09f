package io.aiworkflow.identity;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How passwords are hashed with Argon2id. A password that was hashed with other values is hashed anew at its next login.
 *
 * @param memoryKib memory of one hash in KiB
 * @param iterations passes over the memory
 * @param parallelism lanes of one hash
 * @param concurrent how many hashes are calculated at a time; 0 for half of the processors
 * @param maxWaiting how many more may wait for their turn; further ones are refused with 503
 * @param longestWait how long one waits at most
 */
@Validated
@ConfigurationProperties("engine.identity.passwords")
public record PasswordProperties(
        @Min(19_456) @Max(1_048_576) @DefaultValue("19456") int memoryKib,
        @Min(2) @Max(50) @DefaultValue("2") int iterations,
        @Min(1) @Max(16) @DefaultValue("1") int parallelism,
        @Min(0) @Max(256) @DefaultValue("0") int concurrent,
        @Min(0) @Max(10_000) @DefaultValue("32") int maxWaiting,

        @NotNull @DurationMin(millis = 1) @DefaultValue("2s")
        Duration longestWait) {

    int places() {
        return concurrent > 0 ? concurrent : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}
