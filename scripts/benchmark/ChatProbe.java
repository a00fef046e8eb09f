import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures what the engine adds to the first token of a streamed answer, as a caller of POST /api/v1/chat sees it, against
 * bare calls to the same model server in turn with it, and how many such answers the engine streams at once. Prints one
 * line of JSON.
 *
 * <p>The environment variable ENGINE_TOKEN holds an access token. Usage: java ChatProbe.java MODEL_URL ENGINE_URL
 * first-token|streams NUMBER
 */
class ChatProbe {
    private static final String QUESTION = "Why is the sky blue?";
    private static final int WARM_UP = 10;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String model;
    private final String engine;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();

    private ChatProbe(String model, String engine) {
        this.model = model;
        this.engine = engine;
    }

    public static void main(String[] args) throws Exception {
        ChatProbe probe = new ChatProbe(args[0], args[1]);
        int number = Integer.parseInt(args[3]);
        switch (args[2]) {
            case "first-token" -> probe.firstToken(number);
            case "streams" -> probe.streams(number);
            default -> throw new IllegalArgumentException(args[2]);
        }
        System.exit(0);
    }

    private void firstToken(int calls) throws Exception {
        double[] bare = new double[calls];
        double[] through = new double[calls];
        for (int i = -WARM_UP; i < calls; i++) {
            double direct = followed(direct("brief")).firstMillis();
            double chat = followed(chat("brief")).firstMillis();
            if (i >= 0) {
                bare[i] = direct;
                through[i] = chat;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "{\"calls\":%d,\"directP50Ms\":%.3f,\"chatP50Ms\":%.3f,\"addedP50Ms\":%.3f,\"addedP95Ms\":%.3f}%n",
                calls,
                percentile(bare, 50),
                percentile(through, 50),
                percentile(through, 50) - percentile(bare, 50),
                percentile(through, 95) - percentile(bare, 95));
    }

    /** The first streams are the engine's warm-up. The others last so long that all of them have begun before one ends. */
    private void streams(int count) throws Exception {
        atOnce(count / 5, "slow");
        mostOpen.set(0);
        long start = System.nanoTime();
        List<Answer> answers = atOnce(count, "long");
        double seconds = (System.nanoTime() - start) / 1e9;
        double[] first = answers.stream()
                .filter(answer -> answer.completed)
                .mapToDouble(Answer::firstMillis)
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "{\"streams\":%d,\"completed\":%d,\"failed\":%d,\"atOnce\":%d,\"seconds\":%.2f,\"tokens\":%d,"
                        + "\"firstTokenP50Ms\":%.1f,\"firstTokenP95Ms\":%.1f}%n",
                count,
                first.length,
                count - first.length,
                mostOpen.get(),
                seconds,
                answers.stream().mapToInt(answer -> answer.tokens).sum(),
                percentile(first, 50),
                percentile(first, 95));
    }

    private List<Answer> atOnce(int count, String name) throws Exception {
        List<CompletableFuture<Answer>> asked = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            asked.add(follow(chat(name)));
        }
        List<Answer> answers = new ArrayList<>();
        for (CompletableFuture<Answer> each : asked) {
            answers.add(each.get(2, TimeUnit.MINUTES));
        }
        return answers;
    }

    private HttpRequest direct(String name) {
        return HttpRequest.newBuilder(URI.create(model + "/api/chat"))
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}],\"stream\":true}"
                                .formatted(name, QUESTION)))
                .build();
    }

    private HttpRequest chat(String name) {
        return HttpRequest.newBuilder(URI.create(engine + "/api/v1/chat"))
                .header("Authorization", "Bearer " + System.getenv("ENGINE_TOKEN"))
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .POST(BodyPublishers.ofString("{\"message\":\"%s\",\"model\":\"%s\"}".formatted(QUESTION, name)))
                .build();
    }

    private Answer followed(HttpRequest request) throws Exception {
        Answer answer = follow(request).get(1, TimeUnit.MINUTES);
        if (!answer.completed) {
            throw new IOException("no answer to " + request + ": " + answer.lastLine);
        }
        return answer;
    }

    private CompletableFuture<Answer> follow(HttpRequest request) {
        Answer answer = new Answer();
        return client.sendAsync(request, BodyHandlers.fromLineSubscriber(answer))
                .handle((HttpResponse<Void> response, Throwable failure) -> {
                    if (answer.first != 0) {
                        open.decrementAndGet();
                    }
                    if (failure != null || !answer.completed) {
                        System.err.println(failure != null ? failure : response + " " + answer.lastLine);
                    }
                    return answer;
                });
    }

    private static double percentile(double[] values, int percent) {
        if (values.length == 0) {
            return -1;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    /** One answer while it comes, in Ollama's form or in the engine's. */
    private final class Answer implements Flow.Subscriber<String> {
        private final long start = System.nanoTime();
        private volatile long first;
        private volatile int tokens;
        private volatile boolean completed;
        private volatile String lastLine = "";

        double firstMillis() {
            return (first - start) / 1e6;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.isEmpty()) {
                return;
            }
            lastLine = line;
            if (line.equals("event: token") || line.endsWith("\"done\":false}")) {
                tokens = tokens + 1;
                if (first == 0) {
                    first = System.nanoTime();
                    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                }
            }
            completed |= line.equals("event: end") || line.contains("\"done\":true");
        }

        @Override
        public void onError(Throwable failure) {
            completed = false;
        }

        @Override
        public void onComplete() {
            // The future of the call tells it.
        }
    }
}
