package io.aiworkflow.knowledge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;

/** The vector index does not take what it was given, and will not the next time: another vector length, a wrong key. */
public final class VectorIndexRefused extends PermanentException {
    private static final long serialVersionUID = 1L;

    public VectorIndexRefused(String message, Throwable cause) {
        super(ErrorCode.INDEX_REFUSED, message, cause);
    }

    /** The question was embedded by another model than the chunks were. */
    public static VectorIndexRefused ofLength(int given, int expected) {
        return new VectorIndexRefused(
                "the vector has %d numbers, but those of the index have %d: they come from different embedding models"
                        .formatted(given, expected),
                null);
    }
}
