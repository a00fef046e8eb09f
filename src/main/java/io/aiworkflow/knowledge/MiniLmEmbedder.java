package io.aiworkflow.knowledge;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.aiworkflow.platform.CpuLane;
import io.aiworkflow.platform.DataProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * The all-MiniLM-L6-v2 model, quantised, inside this process. It is loaded at first use, so that an engine which
 * embeds nothing does not pay its memory, and stays loaded. Safe for use by several threads.
 */
@Component
class MiniLmEmbedder implements Embedder {
    private final MiniLmFiles files;
    private final CpuLane lane = CpuLane.ofAllProcessors("embedding");
    private final Once<HuggingFaceTokenizer> tokenizer = new Once<>(this::loadTokenizer);
    private final Once<MiniLmNetwork> network = new Once<>(this::loadNetwork);

    MiniLmEmbedder(DataProperties properties) {
        this.files = new MiniLmFiles(properties.directory());
    }

    @Override
    public String model() {
        return "all-minilm-l6-v2-q";
    }

    @Override
    public int maxTokens() {
        return MiniLmNetwork.LONGEST;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        List<float[]> vectors = new ArrayList<>(texts.size());
        for (String text : texts) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException(
                        "embedding was stopped after %d of %d texts".formatted(vectors.size(), texts.size()));
            }
            vectors.add(embed(text));
        }
        return vectors;
    }

    /** Text by text, so that a question waits for no batch of passages. */
    private float[] embed(String text) {
        try {
            return lane.run(() -> network.get().embed(text));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the embedding model failed", e);
        }
    }

    @Override
    public int countTokens(String text) {
        return tokenizer.get().encode(text, false, false).getIds().length;
    }

    private HuggingFaceTokenizer loadTokenizer() {
        files.prepareNatives();
        try {
            // Without these options it stops counting at 512.
            return HuggingFaceTokenizer.newInstance(
                    files.tokenizer(), Map.of("truncation", "false", "padding", "false"));
        } catch (IOException e) {
            throw new UncheckedIOException("the tokenizer of the embedding model cannot be loaded", e);
        }
    }

    private MiniLmNetwork loadNetwork() {
        files.prepareNatives();
        return MiniLmNetwork.load(files.network(), tokenizer.get());
    }

    /** A value made at first use. A failure is not kept: the next use tries again. */
    private static final class Once<T> {
        private final Supplier<T> maker;
        private volatile T value;

        Once(Supplier<T> maker) {
            this.maker = maker;
        }

        T get() {
            T current = value;
            return current != null ? current : make();
        }

        private synchronized T make() {
            if (value == null) {
                value = maker.get();
            }
            return value;
        }
    }
}
