package io.aiworkflow.knowledge;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The loaded network. It works on the calling thread only; callers that want more processors bring more threads. Each
 * text is cut into word pieces once, which the encoder of LangChain4j does three times.
 */
final class MiniLmNetwork {
    /** Word pieces that the network takes at once, without the two marks around them. */
    static final int LONGEST = 510;

    private static final int DIMENSIONS = 384;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final HuggingFaceTokenizer tokenizer;
    private final long begin;
    private final long end;

    private MiniLmNetwork(OrtEnvironment environment, OrtSession session, HuggingFaceTokenizer tokenizer) {
        this.environment = environment;
        this.session = session;
        this.tokenizer = tokenizer;
        long[] marks = tokenizer.encode("", true, false).getIds();
        this.begin = marks[0];
        this.end = marks[1];
    }

    static MiniLmNetwork load(Path network, HuggingFaceTokenizer tokenizer) {
        // The runtime's own threads wait for each other in busy loops: by default, each text costs twice the CPU time.
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            return new MiniLmNetwork(environment, environment.createSession(network.toString(), options), tokenizer);
        } catch (OrtException e) {
            throw new IllegalStateException("the embedding model in %s cannot be loaded".formatted(network), e);
        }
    }

    /** The mean of the vectors of all word pieces, of length 1. What is too long for one look is looked at in parts. */
    float[] embed(String text) throws OrtException {
        long[] words = tokenizer.encode(text, false, false).getIds();
        float[] sum = new float[DIMENSIONS];
        for (int from = 0; from == 0 || from < words.length; from += LONGEST) {
            addVectors(sum, marked(words, from, Math.min(words.length, from + LONGEST)));
        }
        return ofLengthOne(sum);
    }

    private long[] marked(long[] words, int from, int to) {
        long[] part = new long[to - from + 2];
        part[0] = begin;
        System.arraycopy(words, from, part, 1, to - from);
        part[part.length - 1] = end;
        return part;
    }

    private void addVectors(float[] sum, long[] words) throws OrtException {
        long[] ones = new long[words.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor ids = tensor(words);
                OnnxTensor attention = tensor(ones);
                OnnxTensor types = tensor(new long[words.length])) {
            Map<String, OnnxTensor> inputs = new HashMap<>();
            inputs.put("input_ids", ids);
            inputs.put("attention_mask", attention);
            inputs.put("token_type_ids", types);
            inputs.keySet().retainAll(session.getInputNames());
            try (OrtSession.Result result = session.run(inputs)) {
                addVectors(sum, ((OnnxTensor) result.get(0)).getFloatBuffer());
            }
        }
    }

    /** @param vectors one behind the other */
    private static void addVectors(float[] sum, FloatBuffer vectors) {
        while (vectors.hasRemaining()) {
            for (int i = 0; i < DIMENSIONS; i++) {
                sum[i] += vectors.get();
            }
        }
    }

    private OnnxTensor tensor(long[] row) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(row), new long[] {1, row.length});
    }

    private static float[] ofLengthOne(float[] vector) {
        double squares = 0;
        for (float number : vector) {
            squares += (double) number * number;
        }
        float length = (float) Math.sqrt(squares);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= length;
        }
        return vector;
    }
}
