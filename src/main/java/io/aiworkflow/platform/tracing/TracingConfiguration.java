package io.aiworkflow.platform.tracing;

import io.aiworkflow.platform.EngineVersion;
import io.aiworkflow.platform.StartRefused;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets tracing up, if there is a collector. */
@Configuration(proxyBeanMethods = false)
class TracingConfiguration {
    private static final String NAME = "ai-workflow-engine";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_WAITING = 4096;

    @Bean(destroyMethod = "close")
    Tracing tracing(TracingProperties properties, EngineVersion version) {
        return properties.isOn() ? on(properties, version) : Tracing.off();
    }

    private static Tracing on(TracingProperties properties, EngineVersion version) {
        OtlpHttpSpanExporter exporter;
        try {
            exporter = OtlpHttpSpanExporter.builder()
                    .setEndpoint(properties.tracesAddress())
                    .setTimeout(PATIENCE)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new StartRefused(
                    "OTEL_EXPORTER_OTLP_ENDPOINT is no address of a collector: %s".formatted(e.getMessage()),
                    "Write it as http://HOST:4318, or leave it out to trace nothing.",
                    e);
        }
        Attributes process = Attributes.of(
                AttributeKey.stringKey("service.name"),
                NAME,
                AttributeKey.stringKey("service.version"),
                version.toString());
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(process)))
                // By the trace's id alone, so that all processes keep the same traces, whatever a caller says.
                .setSampler(Sampler.traceIdRatioBased(properties.sampled()))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setScheduleDelay(properties.sendEvery())
                        .setMaxQueueSize(MOST_WAITING)
                        .build())
                .build();
        return new Tracing(provider.get(NAME), provider);
    }
}
