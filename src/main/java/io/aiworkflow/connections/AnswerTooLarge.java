package io.aiworkflow.connections;

import java.io.IOException;

/** More came than a connection takes. */
final class AnswerTooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    AnswerTooLarge(long maxBytes) {
        super("it is larger than %d bytes".formatted(maxBytes));
    }
}
