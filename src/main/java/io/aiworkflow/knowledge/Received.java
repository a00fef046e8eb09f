package io.aiworkflow.knowledge;

import java.util.UUID;

/**
 * What became of a document that was handed in.
 *
 * @param version of the document that holds this content
 * @param run that makes it findable, if it is known; null otherwise
 */
public record Received(UUID document, int version, State state, UUID run) {
    /** Where the content stands. */
    public enum State {
        /** It was not there before. */
        NEW,
        /** It was there, but is not findable yet. */
        PENDING,
        /** It is findable already, just so. */
        UNCHANGED
    }
}
