package io.aiworkflow.operations.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.springframework.stereotype.Component;

/** All meters in the text format of Prometheus. */
@Component
public class MetricsText {
    /** The media type of the text. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;

    MetricsText(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    public void writeTo(OutputStream out) throws IOException {
        registry.scrape(out, CONTENT_TYPE);
    }

    /** The first time takes many times as long as those after it, and nobody waits for this one. */
    void warmUp() {
        try {
            writeTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
