package io.aiworkflow.platform;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which PostgreSQL the engine uses. Without a URL it starts one of its own.
 *
 * @param url {@code postgresql://user:password@host:port/database} or the JDBC form; set by {@code DATABASE_URL}
 * @param directUrl a second URL, past the pooler, for schema migrations; set by {@code DATABASE_DIRECT_URL}
 * @param user the user when the URL names none; set by {@code POSTGRES_USER}
 * @param password the password when the URL has none, or has it from a source that counts less; set by
 *     {@code POSTGRES_PASSWORD}
 * @param pooler {@code pgbouncer}, {@code none}, or {@code auto}: PgBouncer when the port is 6432; set by
 *     {@code DATABASE_POOLER}
 * @param poolSize the most connections of this process
 * @param connectionTimeout the longest wait for a free connection
 * @param startupWait how long a start waits for a server that does not answer yet
 */
@Validated
@ConfigurationProperties("engine.database")
public record DatabaseProperties(
        @DefaultValue("") String url,
        @DefaultValue("") String directUrl,
        @DefaultValue("") String user,
        @DefaultValue("") String password,
        @DefaultValue("auto") Pooler pooler,
        @DefaultValue("30") @Min(2) @Max(1000) int poolSize,
        @DefaultValue("3s") Duration connectionTimeout,
        @DefaultValue("20s") Duration startupWait) {

    /** What stands between the engine and the server. */
    public enum Pooler {
        AUTO,
        PGBOUNCER,
        NONE
    }

    boolean embedded() {
        return url.isBlank();
    }

    /** Leaves out what may hold a password. */
    @Override
    public String toString() {
        return "DatabaseProperties[%s, pooler=%s, poolSize=%d]"
                .formatted(embedded() ? "embedded" : "external", pooler.name().toLowerCase(Locale.ROOT), poolSize);
    }
}
