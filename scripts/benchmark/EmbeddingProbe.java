package io.aiworkflow.knowledge;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.aiworkflow.platform.DataProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Sets the engine's embedding of texts against what the ONNX runtime does with the same network on two threads when it is
 * given numbered words that lie ready and nobody looks at what comes out. The runtime may use its two threads in
 * either way: one text on each, or both on one text; the faster one counts. Batches are told too, but do not count: with
 * this network a text's embedding would depend on its neighbours. Prints one line of JSON.
 *
 * <p>Usage: java -cp ENGINE EmbeddingProbe FOLDER EXAMPLES SECONDS
 */
class EmbeddingProbe {
    private static final int THREADS = 2;
    private static final int ROUNDS = 5;
    private static final int BATCH = 16;
    private static final int SHORTEST = 80;

    private final OrtEnvironment environment;
    private final MiniLmEmbedder embedder;
    private final OrtSession oneThread;
    private final OrtSession twoThreads;
    private final List<String> texts;
    private final List<Map<String, OnnxTensor>> single = new ArrayList<>();
    private final List<Map<String, OnnxTensor>> batches = new ArrayList<>();
    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);

    private EmbeddingProbe(Path folder, Path examples) throws IOException, OrtException {
        MiniLmFiles files = new MiniLmFiles(folder);
        files.prepareNatives();
        texts = texts(examples);
        embedder = new MiniLmEmbedder(new DataProperties(folder));
        environment = OrtEnvironment.getEnvironment();
        oneThread = session(files.network(), 1);
        twoThreads = session(files.network(), THREADS);
        List<Encoding> encoded = new ArrayList<>();
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(files.tokenizer())) {
            texts.forEach(text -> encoded.add(tokenizer.encode(text)));
        }
        for (Encoding text : encoded) {
            single.add(tensors(List.of(text)));
        }
        // Neighbours of about the same length, so that little is filled up.
        encoded.sort(Comparator.comparingInt(text -> text.getIds().length));
        for (int from = 0; from + BATCH <= encoded.size(); from += BATCH) {
            batches.add(tensors(encoded.subList(from, from + BATCH)));
        }
    }

    public static void main(String[] arguments) throws Exception {
        new EmbeddingProbe(Path.of(arguments[0]), Path.of(arguments[1])).run(Double.parseDouble(arguments[2]));
        System.exit(0);
    }

    private void run(double seconds) throws Exception {
        double[] engine = new double[ROUNDS];
        double[] apart = new double[ROUNDS];
        double[] together = new double[ROUNDS];
        double[] batched = new double[ROUNDS];
        double[] shares = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            double ours = perSecond(THREADS, BATCH, seconds, i -> embedder.embed(some(i)));
            double one = perSecond(THREADS, 1, seconds, i -> run(oneThread, single.get(i % single.size())));
            double both = perSecond(1, 1, seconds, i -> run(twoThreads, single.get(i % single.size())));
            double many = perSecond(1, BATCH, seconds, i -> run(twoThreads, batches.get(i % batches.size())));
            if (round >= 0) {
                engine[round] = ours;
                apart[round] = one;
                together[round] = both;
                batched[round] = many;
                shares[round] = ours / Math.max(one, both);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "{\"texts\":%d,\"engineTextsPerSecond\":%.1f,\"aloneTextsPerSecond\":%.1f,\"apartTextsPerSecond\":%.1f,"
                        + "\"togetherTextsPerSecond\":%.1f,\"batchedTextsPerSecond\":%.1f,\"share\":%.3f}%n",
                texts.size(),
                median(engine),
                Math.max(median(apart), median(together)),
                median(apart),
                median(together),
                median(batched),
                median(shares));
    }

    /** @param texts how many of them each piece of work does */
    private double perSecond(int threads, int texts, double seconds, IntConsumer work) throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(pool.submit(() -> {
                while (System.nanoTime() < end) {
                    work.accept(next.getAndIncrement());
                    done.incrementAndGet();
                }
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        return done.get() * texts / ((System.nanoTime() - start) / 1e9);
    }

    /** The next batch of all texts, again and again. */
    private List<String> some(int number) {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            some.add(texts.get((number * BATCH + i) % texts.size()));
        }
        return some;
    }

    private static void run(OrtSession session, Map<String, OnnxTensor> input) {
        try (OrtSession.Result result = session.run(input)) {
            result.size();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private OrtSession session(Path network, int threads) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            return environment.createSession(network.toString(), options);
        }
    }

    private Map<String, OnnxTensor> tensors(List<Encoding> encoded) throws OrtException {
        int longest = encoded.stream()
                .mapToInt(text -> text.getIds().length)
                .max()
                .orElseThrow();
        Map<String, OnnxTensor> tensors = new HashMap<>();
        Map<String, long[][]> numbers = Map.of(
                "input_ids", rows(encoded.stream().map(Encoding::getIds), longest),
                "attention_mask", rows(encoded.stream().map(Encoding::getAttentionMask), longest),
                "token_type_ids", rows(encoded.stream().map(Encoding::getTypeIds), longest));
        for (String name : oneThread.getInputNames()) {
            tensors.put(name, OnnxTensor.createTensor(environment, numbers.get(name)));
        }
        return tensors;
    }

    private static long[][] rows(Stream<long[]> values, int length) {
        return values.map(row -> Arrays.copyOf(row, length)).toArray(long[][]::new);
    }

    /** The paragraphs of the example documents, in another order than there. */
    private static List<String> texts(Path examples) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(examples)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".md")).sorted().toList()) {
                Stream.of(Files.readString(file).split("\\n\\s*\\n"))
                        .map(String::strip)
                        .filter(text -> text.length() >= SHORTEST)
                        .forEach(texts::add);
            }
        }
        Collections.shuffle(texts, new Random(5));
        return texts;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
