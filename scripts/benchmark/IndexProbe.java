package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.knowledge.IndexChange;
import io.aiworkflow.knowledge.IndexEntry;
import io.aiworkflow.knowledge.IndexFilter;
import io.aiworkflow.knowledge.IndexHit;
import io.aiworkflow.knowledge.IndexLabels;
import io.aiworkflow.knowledge.IndexPosition;
import io.aiworkflow.knowledge.IndexQuery;
import io.aiworkflow.knowledge.SearchMode;
import io.aiworkflow.knowledge.VectorIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Fills the engine's own Lucene index with made-up chunks and searches it. Prints one line of JSON.
 *
 * <p>The vectors are no embeddings, but lie like them: around many topics, and in few directions of the many that there
 * are. Words come as often as in a language. Each batch is one commit, as when documents are indexed.
 *
 * <p>Usage: java -cp ENGINE IndexProbe FOLDER CHUNKS QUESTIONS
 */
class IndexProbe {
    private static final int DIMENSIONS = 384;
    private static final int DIRECTIONS = 48;
    private static final int TOPICS = 2_000;
    private static final int BATCH = 2_000;
    private static final int WORDS = 30_000;
    private static final int WORDS_IN_A_CHUNK = 100;
    private static final int TOP = 10;
    private static final long MOST_SECONDS = 1800;

    private final Random random = new Random(5);
    private final float[][] spread = gaussians(DIRECTIONS, DIMENSIONS);
    private final float[][] topics = gaussians(TOPICS, DIRECTIONS);
    private final List<float[]> vectors = new ArrayList<>();

    public static void main(String[] arguments) {
        new IndexProbe().run(
                Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    }

    private void run(Path folder, int chunks, int questions) {
        LuceneVectorIndexes indexes = new LuceneVectorIndexes(folder);
        long begun = System.nanoTime();
        fill(indexes.active(), chunks);
        double fillSeconds = (System.nanoTime() - begun) / 1e9;
        awaitMerges();
        double mergedSeconds = (System.nanoTime() - begun) / 1e9;
        List<float[]> asked = IntStream.range(0, questions).mapToObj(i -> vector()).toList();
        // The compiler and the file cache warm up.
        asked.forEach(question -> search(indexes.active(), question, SearchMode.HYBRID));
        double[] dense = times(indexes.active(), asked, SearchMode.DENSE);
        double[] hybrid = times(indexes.active(), asked, SearchMode.HYBRID);
        System.out.printf(
                Locale.ROOT,
                "{\"chunks\":%d,\"fillSeconds\":%.1f,\"mergedSeconds\":%.1f,\"denseP50Ms\":%.2f,\"denseP95Ms\":%.2f,\"hybridP50Ms\":%.2f,"
                        + "\"hybridP95Ms\":%.2f,\"recallAt10\":%.4f}%n",
                chunks,
                fillSeconds,
                mergedSeconds,
                at(dense, 0.5),
                at(dense, 0.95),
                at(hybrid, 0.5),
                at(hybrid, 0.95),
                recall(indexes.active(), asked));
        indexes.close();
    }

    private void fill(VectorIndex index, int chunks) {
        List<IndexEntry> batch = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < chunks; i++) {
            if ((System.nanoTime() - begun) / 1_000_000_000 > MOST_SECONDS) {
                throw new IllegalStateException("after %d s only %d chunks are in the index".formatted(MOST_SECONDS, i));
            }
            vectors.add(vector());
            batch.add(new IndexEntry(
                    new UUID(0, i), 1, 0, Integer.toHexString(i), IndexLabels.of("default"), text(), vectors.get(i)));
            if (batch.size() == BATCH || i == chunks - 1) {
                index.apply(new IndexChange(List.of(), List.copyOf(batch), new IndexPosition("probe", i)));
                batch.clear();
            }
        }
    }

    /** What was added is searched at once, but best when Lucene has come to rest, which is what is measured. */
    private static void awaitMerges() {
        try {
            int quiet = 0;
            while (quiet < 3) {
                boolean merging = Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().startsWith("Lucene Merge Thread"));
                quiet = merging ? 0 : quiet + 1;
                Thread.sleep(500);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private double[] times(VectorIndex index, List<float[]> asked, SearchMode mode) {
        return asked.stream()
                .mapToDouble(question -> {
                    long begun = System.nanoTime();
                    search(index, question, mode);
                    return (System.nanoTime() - begun) / 1e6;
                })
                .sorted()
                .toArray();
    }

    private List<IndexHit> search(VectorIndex index, float[] question, SearchMode mode) {
        String words = "w%d w%d w%d w%d".formatted(word(), word(), word(), word());
        return index.search(new IndexQuery(question, words, mode, IndexFilter.in("default"), TOP));
    }

    private double recall(VectorIndex index, List<float[]> asked) {
        int found = 0;
        for (float[] question : asked) {
            Set<Long> exact = exact(question);
            for (IndexHit hit : search(index, question, SearchMode.DENSE)) {
                found += exact.contains(hit.document().getLeastSignificantBits()) ? 1 : 0;
            }
        }
        return found / (double) (TOP * asked.size());
    }

    private Set<Long> exact(float[] question) {
        float[] closeness = new float[vectors.size()];
        PriorityQueue<Integer> best = new PriorityQueue<>(Comparator.comparing(i -> closeness[i]));
        for (int i = 0; i < closeness.length; i++) {
            closeness[i] = dot(vectors.get(i), question);
            best.add(i);
            if (best.size() > TOP) {
                best.poll();
            }
        }
        return best.stream().map(Integer::longValue).collect(Collectors.toSet());
    }

    private float[] vector() {
        float[] topic = topics[random.nextInt(TOPICS)];
        float[] vector = new float[DIMENSIONS];
        for (int direction = 0; direction < DIRECTIONS; direction++) {
            float weight = topic[direction] + 0.7f * (float) random.nextGaussian();
            for (int i = 0; i < DIMENSIONS; i++) {
                vector[i] += weight * spread[direction][i];
            }
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] += 0.5f * (float) random.nextGaussian();
        }
        float length = (float) Math.sqrt(dot(vector, vector));
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= length;
        }
        return vector;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < WORDS_IN_A_CHUNK; i++) {
            text.append('w').append(word()).append(' ');
        }
        return text.toString();
    }

    /** The second most frequent word comes half as often as the first, the third a third, and so on. */
    private int word() {
        return (int) Math.pow(WORDS, random.nextDouble());
    }

    private float[][] gaussians(int rows, int columns) {
        float[][] numbers = new float[rows][columns];
        for (float[] row : numbers) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return numbers;
    }

    private static double at(double[] sorted, double part) {
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * part))];
    }

    private static float dot(float[] one, float[] other) {
        float sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
