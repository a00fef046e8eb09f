package io.aiworkflow.operations;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer of {@code GET /api/v1/health}.
 *
 * @param status {@code ok}, or {@code unavailable} when a needed part does not work
 * @param version the version of the engine
 * @param roles the roles of this process
 * @param checks the parts by name
 */
public record HealthReport(String status, String version, List<String> roles, Map<String, PartReport> checks) {
    static final String OK = "ok";
    static final String UNAVAILABLE = "unavailable";

    /** Whether all needed parts work. */
    @JsonIgnore
    public boolean isOk() {
        return OK.equals(status);
    }

    /** The same for everybody: details tell strangers too much about what stands behind the engine. */
    HealthReport coarse() {
        Map<String, PartReport> parts = new LinkedHashMap<>();
        checks.forEach((part, report) -> parts.put(part, new PartReport(report.status(), report.needed(), null, null)));
        return new HealthReport(status, version, roles, parts);
    }

    /**
     * The state of one part.
     *
     * @param status {@code ok} or {@code unavailable}
     * @param needed whether the engine as a whole is unavailable without it
     * @param detail one sentence, or null
     * @param tookMs how long it took to find out, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PartReport(String status, boolean needed, String detail, Long tookMs) {
        @JsonIgnore
        public boolean isOk() {
            return OK.equals(status);
        }

        @JsonIgnore
        boolean isFatal() {
            return needed && !isOk();
        }
    }
}
