package io.aiworkflow.testsupport.qdrant;

/** An error answer in Qdrant's form. */
final class FakeFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final int status;

    FakeFailure(int status, String message) {
        super(message);
        this.status = status;
    }
}
