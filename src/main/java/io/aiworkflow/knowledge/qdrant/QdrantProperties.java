package io.aiworkflow.knowledge.qdrant;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How Qdrant is reached.
 *
 * @param url where it listens, http or https; empty for the index inside this process; set by {@code QDRANT_URL}
 * @param apiKey the key that Qdrant asks for, never shown; empty for none; set by {@code QDRANT_API_KEY}
 * @param certificate a PEM file with the authorities to trust for https; empty for those of Java
 * @param collection the alias that searches use; the collections themselves are called the same with a number
 * @param snapshotDirectory where Qdrant keeps its snapshots, as Qdrant itself sees it
 * @param connectTimeout longest wait for a connection
 * @param requestTimeout longest wait for an answer
 */
@Validated
@ConfigurationProperties("engine.knowledge.qdrant")
public record QdrantProperties(
        @NotNull @DefaultValue("") String url,
        @NotNull @DefaultValue("") String apiKey,
        @NotNull @DefaultValue("") String certificate,

        @NotNull @Pattern(regexp = "[A-Za-z][A-Za-z0-9_-]{0,99}") @DefaultValue("aiworkflow")
        String collection,

        @NotNull @DefaultValue("/qdrant/snapshots") String snapshotDirectory,

        @NotNull @DurationMin(millis = 1) @DefaultValue("5s")
        Duration connectTimeout,

        @NotNull @DurationMin(millis = 1) @DefaultValue("30s")
        Duration requestTimeout) {

    /** Leaves out the key, and the URL, which may hold a password. */
    @Override
    public String toString() {
        return "QdrantProperties[collection=%s]".formatted(collection);
    }
}
