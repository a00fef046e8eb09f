package io.aiworkflow.knowledge;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The loaded network. It works on the calling thread only; callers that want more processors bring more threads. */
final class MiniLmNetwork extends AbstractInProcessEmbeddingModel {
    private static final int DIMENSIONS = 384;

    private final OnnxBertBiEncoder encoder;

    private MiniLmNetwork(OnnxBertBiEncoder encoder) {
        super(Runnable::run);
        this.encoder = encoder;
    }

    static MiniLmNetwork load(Path network, Path tokenizer) {
        // The runtime's own threads wait for each other in busy loops: by default, each text costs twice the CPU time.
        try (SessionOptions options = new SessionOptions();
                InputStream words = Files.newInputStream(tokenizer)) {
            options.setIntraOpNumThreads(1);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            return new MiniLmNetwork(new OnnxBertBiEncoder(
                    environment, environment.createSession(network.toString(), options), words, PoolingMode.MEAN));
        } catch (OrtException | IOException e) {
            throw new IllegalStateException("the embedding model in %s cannot be loaded".formatted(network), e);
        }
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }

    @Override
    protected Integer knownDimension() {
        return DIMENSIONS;
    }
}
