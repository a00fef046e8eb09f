package io.aiworkflow.intake;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the REST doors.
 *
 * @param maxBody largest request body; more is refused with 413
 * @param maxWait longest time that {@code Prefer: wait=N} may hold a request; a longer wish is cut to it
 * @param farewell how long an engine that stops tells new callers so, before it takes no more connections
 */
@ConfigurationProperties("engine.intake")
public record IntakeProperties(
        @DefaultValue("1MB") DataSize maxBody,
        @DefaultValue("60s") Duration maxWait,
        @DefaultValue("1s") Duration farewell) {}
