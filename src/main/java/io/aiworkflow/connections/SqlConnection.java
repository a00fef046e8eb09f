package io.aiworkflow.connections;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One PostgreSQL database of somebody else.
 *
 * @param url {@code postgresql://host:port/database}, with parameters such as {@code ?sslmode=require}, without a login
 * @param user the login; give it no more rights than routes shall have
 * @param password its password; a secret, or null
 * @param readOnly whether every statement runs in a read-only transaction, against mistakes. The rights of the login are the wall
 * @param timeout longest time that a statement may take
 * @param maxRows most rows of an answer; more fail the step
 * @param poolSize most connections of this process
 */
public record SqlConnection(
        @NotBlank String url,
        @NotBlank String user,
        String password,
        @DefaultValue("true") boolean readOnly,

        @NotNull @DurationMin(seconds = 1) @DefaultValue("30s")
        Duration timeout,

        @Min(1) @Max(100_000) @DefaultValue("1000") int maxRows,
        @Min(1) @Max(100) @DefaultValue("4") int poolSize) {

    /** Leaves out everything that may be secret, also a URL that may be wrongly set. */
    @Override
    public String toString() {
        return "SqlConnection[readOnly=%s]".formatted(readOnly);
    }
}
