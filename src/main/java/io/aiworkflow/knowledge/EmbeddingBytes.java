package io.aiworkflow.knowledge;

import java.nio.ByteBuffer;

/** Embeddings as they are stored: 32-bit floats, the most significant byte first. */
final class EmbeddingBytes {
    private EmbeddingBytes() {}

    static byte[] of(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }

    static float[] vector(byte[] bytes) {
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(vector);
        return vector;
    }
}
