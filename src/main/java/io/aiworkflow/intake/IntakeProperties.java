package io.aiworkflow.intake;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the REST doors.
 *
 * @param maxBody largest request body; more is refused with 413
 * @param maxUpload largest body of an operation that takes files; more is refused with 413
 * @param bodyTime how long a body may take to come; then 408
 * @param uploadTime the same for an operation that takes files
 * @param maxWait longest time that {@code Prefer: wait=N} may hold a request; a longer wish is cut to it
 * @param farewell how long an engine that stops tells new callers so, before it takes no more connections
 * @param doorHeaders headers that all of the authors' own doors may be sent, beside those that each declares
 * @param doorParameters the same for query parameters
 */
@ConfigurationProperties("engine.intake")
public record IntakeProperties(
        @DefaultValue("1MB") DataSize maxBody,
        @DefaultValue("25MB") DataSize maxUpload,
        @DefaultValue("9s") Duration bodyTime,
        @DefaultValue("60s") Duration uploadTime,
        @DefaultValue("60s") Duration maxWait,
        @DefaultValue("1s") Duration farewell,
        @DefaultValue List<String> doorHeaders,
        @DefaultValue List<String> doorParameters) {}
