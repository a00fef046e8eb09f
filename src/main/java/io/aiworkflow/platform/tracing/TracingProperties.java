package io.aiworkflow.platform.tracing;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where traces are sent.
 *
 * @param endpoint the address of a collector that takes OTLP over HTTP, such as {@code http://collector:4318}; without one
 *     nothing is traced; set by {@code OTEL_EXPORTER_OTLP_ENDPOINT}
 * @param sampled the share of traces that is kept, 0 to 1; set by {@code OTEL_TRACES_SAMPLER_ARG}
 * @param sendEvery pause between two deliveries to the collector
 */
@Validated
@ConfigurationProperties("engine.tracing")
public record TracingProperties(
        @DefaultValue("") String endpoint,
        @DefaultValue("1") @DecimalMin("0") @DecimalMax("1") double sampled,
        @DefaultValue("5s") Duration sendEvery) {
    boolean isOn() {
        return !endpoint.isBlank();
    }

    /** The address of the collector's door for traces. */
    String tracesAddress() {
        String base = endpoint.strip();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/v1/traces";
    }
}
