package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.platform.DataProperties;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniLmEmbedderTest {
    private final MiniLmEmbedder embedder = SharedEmbedder.INSTANCE;

    @Test
    void loadsNothingBeforeItsFirstUse(@TempDir Path data) {
        new MiniLmEmbedder(new DataProperties(data));

        assertThat(data).isEmptyDirectory();
    }

    @Test
    void keepsItsFilesBelowTheDataDirectory() {
        embedder.embed(List.of("hello"));

        Path data = SharedEmbedder.DATA.toAbsolutePath();
        assertThat(data.resolve("models")).isDirectoryContaining("glob:**.onnx");
        assertThat(data.resolve("native/onnxruntime")).isNotEmptyDirectory();
        assertThat(data.resolve("native/tokenizers")).isNotEmptyDirectory();
        assertThat(System.getProperty("onnxruntime.native.path")).startsWith(data.toString());
    }

    @Test
    void vectorsHaveLengthOneAndCloseMeaningsAreClose() {
        List<float[]> vectors = embedder.embed(List.of("a cat", "a kitten", "an invoice"));

        assertThat(vectors).allSatisfy(vector -> {
            assertThat(vector).hasSize(384);
            assertThat(dot(vector, vector)).isCloseTo(1, within(1e-4));
        });
        assertThat(dot(vectors.get(0), vectors.get(1))).isGreaterThan(dot(vectors.get(0), vectors.get(2)) + 0.3);
    }

    @Test
    void theEndOfALongTextCountsToo() {
        String start = "The quarterly report speaks of many things in general terms. ".repeat(14);
        List<float[]> vectors = embedder.embed(List.of(
                start + "Bananas are yellow fruit from the tropics.",
                start + "The submarine dived below the polar ice."));

        assertThat(embedder.countTokens(start)).isBetween(140, 250);
        assertThat(dot(vectors.get(0), vectors.get(1))).isLessThan(0.99);
    }

    @Test
    void countsTokensWithoutLimit() {
        assertThat(embedder.countTokens("")).isZero();
        assertThat(embedder.countTokens("hello world")).isEqualTo(2);
        assertThat(embedder.countTokens("hello world ".repeat(5_000))).isEqualTo(10_000);
    }

    @Test
    void severalThreadsGetTheSameVectors() throws Exception {
        float[] alone = embedder.embed(List.of("the same question")).get(0);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<float[]>> results = IntStream.range(0, 16)
                    .mapToObj(i -> threads.submit(
                            () -> embedder.embed(List.of("the same question")).get(0)))
                    .toList();
            for (Future<float[]> result : results) {
                assertThat(dot(result.get(), alone)).isCloseTo(1, within(1e-4));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void computesOnThreadsOfItsOwnWhileTheCallerWaits() {
        List<String> texts =
                Collections.nCopies(400, "The caller, who may be a virtual thread, only waits. ".repeat(10));
        Thread caller = new Thread(() -> catchThrowable(() -> embedder.embed(texts)));
        caller.start();
        try {
            await().until(() -> Arrays.stream(caller.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(FutureTask.class.getName())));
        } finally {
            caller.interrupt();
        }
    }

    @Test
    void stopsWhenItsThreadIsInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> embedder.embed(List.of("a", "b"))).isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void chunksKeepTheirPromisesUnderTheRealTokenizer() {
        Chunker chunker = new Chunker(embedder::countTokens, 200, 30);
        for (int seed = 0; seed < 20; seed++) {
            String text = RandomDocument.make(new Random(seed)).repeat(3);
            ChunkerTest.assertPromises(text, chunker.chunk(text), embedder::countTokens, 200);
        }
        for (String text : ChunkerTest.oddTexts()) {
            ChunkerTest.assertPromises(text, chunker.chunk(text), embedder::countTokens, 200);
        }
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
