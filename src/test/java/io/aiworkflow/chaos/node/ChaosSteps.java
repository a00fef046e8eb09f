package io.aiworkflow.chaos.node;

import io.aiworkflow.platform.OfferedToRoutes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;

/** What the steps of the crash suite's workflows do. The body, the run's input, stays as it is. */
@OfferedToRoutes
public class ChaosSteps {
    private final SinkClient sink;

    ChaosSteps(SinkClient sink) {
        this.sink = sink;
    }

    /** Makes an effect outside, which takes as long as the input's {@code ms} says or until its {@code gate} opens. */
    public void effect(Exchange exchange) throws IOException, InterruptedException {
        HaltPoints.reach("before-effect");
        sink.post("/effects", request(exchange));
        HaltPoints.reach("after-effect");
    }

    /** Asks the outside whether the effect has arrived. */
    public boolean lookUp(Exchange exchange) throws IOException, InterruptedException {
        return sink.post("/look-ups", request(exchange)).path("done").asBoolean();
    }

    /** Fails as long as the outside says so. */
    public void verdict(Exchange exchange) throws IOException, InterruptedException {
        sink.post("/verdict", Map.of());
    }

    /** Does to this process what the input's {@code kind} says. */
    public void poison(Exchange exchange) {
        Object kind = input(exchange).get("kind");
        if ("halt".equals(kind)) {
            Runtime.getRuntime().halt(87);
        }
        if ("exhaust".equals(kind)) {
            List<long[]> heap = new ArrayList<>();
            while (true) {
                heap.add(new long[1_000_000]);
            }
        }
    }

    /** Takes its time and does not listen to interrupts. */
    public void ignoreInterrupts(Exchange exchange) {
        long end = System.nanoTime() + ((Number) input(exchange).get("ms")).longValue() * 1_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                // That is the point.
            }
        }
    }

    private static Map<String, Object> request(Exchange exchange) {
        String run = exchange.getProperty("runId", String.class);
        String step = ownName(exchange.getProperty(ExchangePropertyKey.STEP_ID, String.class));
        Map<String, Object> request = new HashMap<>();
        String key = exchange.getProperty("effectKey", String.class);
        request.put("keyed", key != null);
        // A step without a key of the engine's is told apart by its place.
        request.put("key", key != null ? key : run + ":" + step);
        request.put("run", run);
        request.put("step", step);
        request.put("node", NodeSettings.name());
        Map<?, ?> input = input(exchange);
        request.put("ms", input.get("ms"));
        request.put("gate", input.get("gate"));
        return request;
    }

    /** As the author wrote it and the journal has it: what is loaded has the name of its route before it. */
    private static String ownName(String step) {
        return step.substring(step.lastIndexOf(':') + 1);
    }

    private static Map<?, ?> input(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof Map<?, ?> map ? map : Map.of();
    }
}
