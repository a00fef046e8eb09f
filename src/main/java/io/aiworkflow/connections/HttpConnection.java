package io.aiworkflow.connections;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * One system that speaks HTTP.
 *
 * @param url where its paths begin: http or https, without user, query and fragment. No request leaves it
 * @param authorization the value of the header {@code Authorization}, for example {@code Bearer …}; a secret, or null
 * @param headers further headers of each request, for example {@code X-Api-Key}; their values count as secrets
 * @param connectTimeout longest wait for a connection
 * @param responseTimeout longest wait for the answer to begin, and for each further part of it
 * @param maxAnswer largest answer, unpacked; a larger one is broken off and fails the step
 */
public record HttpConnection(
        @NotBlank String url,
        String authorization,
        @NotNull @DefaultValue Map<String, String> headers,

        @NotNull @DurationMin(millis = 1) @DefaultValue("5s")
        Duration connectTimeout,

        @NotNull @DurationMin(millis = 1) @DefaultValue("60s")
        Duration responseTimeout,

        @NotNull @DefaultValue("10MB") DataSize maxAnswer) {

    /** Leaves out everything that may be secret, also a URL that may be wrongly set. */
    @Override
    public String toString() {
        return "HttpConnection[headers=%s]".formatted(headers.keySet());
    }
}
