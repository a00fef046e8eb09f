package io.aiworkflow.knowledge;

import io.aiworkflow.platform.CpuLane;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Cuts versions into chunks, few at a time: counting the tokens of a large text computes for many seconds. */
final class DraftCutting {
    private final CpuLane lane = CpuLane.ofHalfTheProcessors("cutting");

    List<Chunk> cut(Draft draft, DraftText text, Embedder embedder) {
        try {
            return lane.run(() -> new Chunker(
                            passage -> count(embedder, passage),
                            draft.settings().chunkTokens(),
                            draft.settings().overlapTokens())
                    .chunk(text.text(), text.pages()));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a document could not be cut", e);
        }
    }

    private static int count(Embedder embedder, String passage) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("cutting a document was stopped");
        }
        return embedder.countTokens(passage);
    }
}
