import io.aiworkflow.model.CallListener;
import io.aiworkflow.model.ChatMessage;
import io.aiworkflow.model.ChatRequest;
import io.aiworkflow.model.ModelGateway;
import io.aiworkflow.model.ModelProperties;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Measures what the model gateway adds to a call, against bare calls to the same server in turn with it, and how many
 * answers it takes at once. Prints one line of JSON.
 *
 * <p>Usage, with the engine's jars on the class path: java GatewayProbe.java URL calls|first-token|streams NUMBER
 */
class GatewayProbe {
    private static final String BODY = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Why is the sky blue?\"}],\"stream\":true}";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final ModelGateway gateway;

    private GatewayProbe(String url, int places) {
        this.url = url;
        Map<String, Object> settings = Map.of(
                "engine.model.base-url", url,
                "engine.model.max-concurrent", places,
                "engine.model.max-waiting", 1000);
        this.gateway = new ModelGateway(new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("engine.model", ModelProperties.class));
    }

    public static void main(String[] args) throws Exception {
        int number = Integer.parseInt(args[2]);
        GatewayProbe probe = new GatewayProbe(args[0], Math.min(1000, Math.max(2, number)));
        switch (args[1]) {
            case "calls" -> probe.compare("fast", number, number / 2, false);
            case "first-token" -> probe.compare("brief", number, 3, true);
            case "streams" -> probe.streams(number);
            default -> throw new IllegalArgumentException(args[1]);
        }
        System.exit(0);
    }

    private void compare(String model, int calls, int warmUp, boolean firstToken) throws Exception {
        double[] bare = new double[calls];
        double[] through = new double[calls];
        for (int i = -warmUp; i < calls; i++) {
            long direct = direct(model, firstToken);
            long gate = gateway(model, firstToken);
            if (i >= 0) {
                bare[i] = direct / 1e6;
                through[i] = gate / 1e6;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "{\"calls\":%d,\"directP50Ms\":%.3f,\"gatewayP50Ms\":%.3f,\"addedP50Ms\":%.3f,\"addedP95Ms\":%.3f}%n",
                calls,
                percentile(bare, 50),
                percentile(through, 50),
                percentile(through, 50) - percentile(bare, 50),
                percentile(through, 95) - percentile(bare, 95));
    }

    /** Nanoseconds to the first line, or to the end. */
    private long direct(String model, boolean firstToken) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/chat"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(BODY.formatted(model)))
                .build();
        long start = System.nanoTime();
        HttpResponse<java.io.InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        long first = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            while (lines.readLine() != null) {
                first = first == 0 ? System.nanoTime() : first;
            }
        }
        return (firstToken ? first : System.nanoTime()) - start;
    }

    private long gateway(String model, boolean firstToken) {
        FirstToken listener = new FirstToken();
        long start = System.nanoTime();
        gateway.chat(question(model), listener);
        return (firstToken ? listener.at : System.nanoTime()) - start;
    }

    private void streams(int count) throws Exception {
        AtomicInteger completed = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        double[] first = new double[count];
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(null, () -> {
                FirstToken listener = new FirstToken() {
                    @Override
                    public void text(String piece) {
                        if (at == 0) {
                            most.accumulateAndGet(open.incrementAndGet(), Math::max);
                        }
                        super.text(piece);
                    }
                };
                try {
                    go.await();
                    long start = System.nanoTime();
                    gateway.chat(question("slow"), listener);
                    first[number] = (listener.at - start) / 1e6;
                    completed.incrementAndGet();
                } catch (Exception e) {
                    failed.incrementAndGet();
                    System.err.println(e);
                } finally {
                    open.decrementAndGet();
                }
            }, "caller-" + i, 256 * 1024);
            thread.start();
            threads.add(thread);
        }
        long start = System.nanoTime();
        go.countDown();
        long heap = 0;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                thread.join(100);
                heap = Math.max(heap, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
        }
        System.out.printf(
                Locale.ROOT,
                "{\"streams\":%d,\"completed\":%d,\"failed\":%d,\"atOnce\":%d,\"seconds\":%.2f,\"firstTokenP50Ms\":%.1f,\"firstTokenP95Ms\":%.1f,\"heapMb\":%d}%n",
                count,
                completed.get(),
                failed.get(),
                most.get(),
                (System.nanoTime() - start) / 1e9,
                percentile(first, 50),
                percentile(first, 95),
                heap >> 20);
    }

    private static ChatRequest question(String model) {
        return new ChatRequest(model, List.of(ChatMessage.user("Why is the sky blue?")), null, Map.of());
    }

    private static double percentile(double[] values, int percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static class FirstToken implements CallListener {
        volatile long at;

        @Override
        public void text(String piece) {
            if (at == 0) {
                at = System.nanoTime();
            }
        }
    }
}
