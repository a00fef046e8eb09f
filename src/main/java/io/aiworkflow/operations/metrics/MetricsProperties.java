package io.aiworkflow.operations.metrics;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is counted for monitoring.
 *
 * @param enabled whether anything is counted at all; without it {@code /metrics} is empty
 * @param sampleEvery pause between two looks at what is too dear to be looked up while monitoring waits
 */
@ConfigurationProperties("engine.metrics")
public record MetricsProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("5s") Duration sampleEvery) {}
