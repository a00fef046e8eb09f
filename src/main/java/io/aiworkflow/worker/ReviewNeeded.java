package io.aiworkflow.worker;

/**
 * Ends an attempt because a person has to say what became of an outside effect. No author catches it: it is no
 * RuntimeException.
 */
final class ReviewNeeded extends Exception {
    private static final long serialVersionUID = 1L;

    ReviewNeeded(String message) {
        super(message, null, false, false);
    }
}
