package io.aiworkflow.model;

import io.aiworkflow.platform.LabelValues;
import io.aiworkflow.platform.MeterSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Shows monitoring how model servers and the queue in front of them are. Servers are asked what they have, never for an answer. */
@Component
final class ModelMeters implements MeterSource {
    private static final int MOST_MODELS = 100;

    private static final long LOOK_NANOS = 15_000_000_000L;

    private final ModelGateway models;
    private final ModelServers servers;
    private final MultiGauge queue;
    private final LabelValues names = new LabelValues(MOST_MODELS);
    private long looked = System.nanoTime() - LOOK_NANOS;

    ModelMeters(ModelGateway models, ModelServers servers, MeterRegistry registry) {
        this.models = models;
        this.servers = servers;
        this.queue = MultiGauge.builder("aiworkflow.model.queue")
                .description("Calls that wait for a place in this process")
                .register(registry);
        for (ServerSlot slot : servers.all()) {
            String url = slot.server().url();
            Gauge.builder("aiworkflow.model.server.up", slot, ModelMeters::up)
                    .description("Whether the model server answered when it was asked last")
                    .tag("server", url)
                    .register(registry);
            Gauge.builder(
                            "aiworkflow.model.breaker.open",
                            slot,
                            each -> each.breaker().isOpen() ? 1 : 0)
                    .description("Whether the model server is left alone because it has failed too often")
                    .tag("server", url)
                    .register(registry);
        }
    }

    @Override
    public void sample() {
        if (System.nanoTime() - looked >= LOOK_NANOS) {
            looked = System.nanoTime();
            servers.all().forEach(ServerSlot::known);
        }
        Map<String, Integer> waiting = new TreeMap<>();
        models.queue()
                .forEach(lane ->
                        waiting.merge(names.of(lane.model()), lane.waiting().size(), Integer::sum));
        queue.register(
                waiting.entrySet().stream()
                        .map(each -> MultiGauge.Row.of(Tags.of("model", each.getKey()), each.getValue()))
                        .toList(),
                true);
    }

    /** Not a number as long as nobody has asked it. */
    private static double up(ServerSlot slot) {
        return slot.lastLook().map(look -> look.problem() == null ? 1.0 : 0.0).orElse(Double.NaN);
    }
}
