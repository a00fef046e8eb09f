package io.aiworkflow.chaos.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The outside world: takes effects of steps, knows each by its key, and is the judge of duplicates. An effect counts
 * when it arrives, whether or not its caller lives to see the answer.
 */
public final class EffectSink implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_GATE = Duration.ofMinutes(5);

    /**
     * An effect as it arrived.
     *
     * @param key what the engine calls it
     * @param lookUp whether it was only asked whether the effect had arrived
     * @param applied whether it changed something: a key does so once, and what has no key of the engine's each time
     */
    public record Effect(
            String key, String run, String step, String node, Instant at, boolean lookUp, boolean applied) {}

    private final HttpServer server;
    private final List<Effect> effects = new ArrayList<>();
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final Map<String, List<Double>> heaps = new ConcurrentHashMap<>();
    private volatile boolean failing;

    public EffectSink() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "effect-sink");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/effects", this::effect);
        server.createContext("/look-ups", this::lookUp);
        server.createContext("/heaps", this::heap);
        server.createContext("/verdict", exchange -> answer(exchange, failing ? 500 : 200, "{}"));
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** All effects and look-ups in the order of their arrival. */
    public List<Effect> effects() {
        synchronized (effects) {
            return new ArrayList<>(effects);
        }
    }

    /** Effects that name this gate get no answer until it is opened. */
    public void shut(String gate) {
        gates.put(gate, new CountDownLatch(1));
    }

    public void open(String gate) {
        gates.getOrDefault(gate, new CountDownLatch(0)).countDown();
    }

    /** Whether the steps that ask for a verdict are told to fail. */
    public void fail(boolean failing) {
        this.failing = failing;
    }

    /** The shares of its heap that a node still used after collections. */
    public List<Double> heapShares(String node) {
        return List.copyOf(heaps.getOrDefault(node, List.of()));
    }

    public void forget() {
        synchronized (effects) {
            effects.clear();
        }
        heaps.clear();
        failing = false;
    }

    @Override
    public void close() {
        gates.values().forEach(CountDownLatch::countDown);
        server.stop(0);
    }

    private void effect(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        boolean first = keys.add(request.path("key").asText());
        boolean applied = first || !request.path("keyed").asBoolean();
        add(request, false, applied);
        pause(request);
        answer(exchange, 200, "{\"applied\":%s}".formatted(applied));
    }

    private void lookUp(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        add(request, true, false);
        answer(
                exchange,
                200,
                "{\"done\":%s}".formatted(keys.contains(request.path("key").asText())));
    }

    private void heap(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        heaps.computeIfAbsent(request.path("node").asText(), node -> new CopyOnWriteArrayList<>())
                .add(request.path("share").asDouble());
        answer(exchange, 200, "{}");
    }

    private void add(JsonNode request, boolean lookUp, boolean applied) {
        Effect effect = new Effect(
                request.path("key").asText(),
                request.path("run").asText(),
                request.path("step").asText(),
                request.path("node").asText(),
                Instant.now(),
                lookUp,
                applied);
        synchronized (effects) {
            effects.add(effect);
        }
    }

    private void pause(JsonNode request) {
        try {
            CountDownLatch gate = gates.get(request.path("gate").asText());
            if (gate != null) {
                gate.await(LONGEST_GATE.toSeconds(), TimeUnit.SECONDS);
            }
            Thread.sleep(request.path("ms").asLong());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            // Whoever asked is dead, which is what the suite is about.
        }
    }
}
