package io.aiworkflow.platform;

import java.util.List;
import java.util.Optional;

/**
 * A store of secrets that the {@link SecretSealer} has sealed, which can bring them under the newest master key. A module
 * that stores such secrets offers it as a bean; when to do so is the platform's business.
 */
public interface SealedSecrets {
    /** What they are, for the log, such as {@code credentials}. */
    String kind();

    /**
     * Seals anew what an older master key seals. Each secret is written by itself, so what is done stays done whenever it
     * stops, and one that is given meanwhile is never overwritten.
     *
     * @param after where the batch before ended; empty to begin
     * @param most how many are looked at
     */
    ResealedBatch reseal(Optional<String> after, int most);

    /**
     * What became of a batch.
     *
     * @param resealed how many were sealed anew
     * @param unreadable the names of those that could not be opened, which stay as they are
     * @param last where the next batch begins; empty when this was the last one
     */
    record ResealedBatch(int resealed, List<String> unreadable, Optional<String> last) {}
}
